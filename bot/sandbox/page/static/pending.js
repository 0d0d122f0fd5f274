/** What one has just sent and the bot has not answered yet. */

import { h } from "./dom.js";
import { avatar, nameOf } from "./message.js";
import { state } from "./state.js";

const SHOWN_AFTER_MS = 200;

export class Pending {
  constructor(messages) {
    this.messages = messages;
  }

  /** Shows "is thinking…" while `work` runs, and what it failed with. */
  async during(command, work) {
    const entry = this.entry(command);
    const late = setTimeout(() => this.show(entry.node), SHOWN_AFTER_MS);
    try {
      await work();
      entry.node.remove();
    } catch (problem) {
      entry.fail(problem.message);
      this.show(entry.node);
    } finally {
      clearTimeout(late);
    }
  }

  show(node) {
    this.messages.pending.append(node);
    this.messages.toEnd();
  }

  entry(command) {
    const bot = state.people.find((one) => one.bot);
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    const words = h("div", { class: "thinking" }, dots, " clapper is thinking…");
    const body = h("div", { class: "body" }, h("header", { class: "head" }, h("span", { class: "name bot" }, nameOf(bot)), h("span", { class: "badge" }, "APP")), words);
    const node = h(
      "article",
      { class: "message private waiting" },
      h("div", { class: "above" }, avatar(state.me, true), h("span", { class: "above-name" }, nameOf(state.me)), " used ", h("span", { class: "used" }, command)),
      h("div", { class: "gutter" }, avatar(bot)),
      body,
    );
    const fail = (problem) => {
      words.replaceWith(h("div", { class: "failure", role: "alert" }, problem));
      const dismiss = h("button", { type: "button", class: "linkish", onclick: () => node.remove() }, "Dismiss message");
      body.append(h("div", { class: "privacy" }, "👁 Only you can see this · ", dismiss));
    };
    return { node, fail };
  }
}
