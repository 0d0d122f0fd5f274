/** A chosen slash command: its options, filled in with the list that Discord offers. */

import { matching, optionRows } from "./choices.js";
import { fill, h } from "./dom.js";
import { Option } from "./option.js";
import { Suggest } from "./suggest.js";

const TYPED_PAUSE_MS = 180;

export class CommandForm {
  /** `sent(options)` resolves when it was taken; `left()` is called when the person leaves it. */
  constructor(command, box, link, { sent, left }) {
    Object.assign(this, { command, link, sent, left });
    this.options = new Map();
    this.round = 0;
    this.suggest = new Suggest(box, (row) => this.take(row));
    this.fields = h("div", { class: "options" });
    this.more = h("div", { class: "more-options" });
    this.help = h("p", { id: "command-help", class: "hint", "aria-live": "polite" }, command.description);
    this.problem = h("p", { class: "problem", role: "alert" });
    this.node = h(
      "form",
      { class: "command", "aria-label": `/${command.shown}`, onsubmit: (event) => this.submit(event) },
      h(
        "div",
        { class: "command-head" },
        h("span", { class: "command-name" }, `/${command.shown}`),
        this.help,
        h("button", { type: "button", class: "close", "aria-label": "Leave this command", onclick: () => this.leave() }, "✕"),
      ),
      h("div", { class: "command-line" }, this.fields, this.more, h("button", { type: "submit", class: "button primary send" }, "Send")),
      this.problem,
    );
    for (const one of command.options ?? []) if (one.required) this.add(one);
    this.drawMore();
  }

  focus() {
    const first = this.options.values().next().value;
    (first?.input ?? this.more.querySelector("button") ?? this.node.querySelector(".send")).focus();
  }

  add(description) {
    const option = new Option(description, this, (file) => this.link.upload(file));
    this.options.set(description.name, option);
    this.fields.append(option.node);
    return option;
  }

  drawMore() {
    const left = (this.command.options ?? []).filter((one) => !this.options.has(one.name));
    fill(
      this.more,
      left.map((one) =>
        h("button", { type: "button", class: "add", title: one.description_localized, onclick: () => this.addOptional(one) }, `+ ${one.name_localized}`),
      ),
    );
  }

  addOptional(description) {
    const option = this.add(description);
    this.drawMore();
    option.input.focus();
  }

  removeOptional(option) {
    this.options.delete(option.name);
    option.node.remove();
    this.drawMore();
    this.suggest.hide();
    this.focus();
  }

  complain(words) {
    this.problem.textContent = words ?? "";
  }

  /** An option has the caret, or was typed into: its list is shown. */
  focused(option) {
    this.current = option;
    this.help.textContent = option.description.description_localized;
    this.complain(null);
    option.node.classList.remove("wrong");
    const rows = optionRows(option.description);
    const round = ++this.round;
    if (rows) this.offer(option, option.picked ? rows : matching(rows, option.input.value));
    else if (option.description.autocomplete) this.ask(option, round);
    else this.suggest.hide();
  }

  offer(option, rows) {
    this.suggest.show(option.input, option.title, rows, { active: option.input.value && !option.picked ? 0 : -1 });
  }

  async ask(option, round) {
    if (option.input.value) await new Promise((later) => setTimeout(later, TYPED_PAUSE_MS));
    if (round !== this.round) return;
    try {
      const typed = { command: this.command.name, focused: option.name, options: this.values() };
      typed.options[option.name] = option.picked ? "" : option.input.value;
      const found = await this.link.act("complete", typed);
      if (round !== this.round || document.activeElement !== option.input) return;
      const rows = found.map(({ name, value }) => ({ label: name, value }));
      if (rows.length) this.offer(option, rows);
      else this.suggest.say("No options match your search.");
    } catch {
      if (round === this.round) this.suggest.say("Loading options failed.");
    }
  }

  take(row) {
    const option = this.current;
    option.choose(row);
    this.round += 1;
    this.suggest.hide();
    option.node.classList.remove("wrong");
    const next = [...this.options.values()].find((one) => one.value === undefined);
    (next?.input ?? option.input).focus();
    if (!next) this.suggest.hide();
  }

  key(event, option) {
    if (this.suggest.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && option.input.type !== "file") {
      event.preventDefault();
      this.node.requestSubmit();
    } else if (event.key === "Backspace" && !option.input.value && option.input.type !== "file") {
      event.preventDefault();
      if (option.description.required) this.leave();
      else this.removeOptional(option);
    } else if (event.key === "Escape") {
      this.leave();
    }
  }

  values() {
    const made = {};
    for (const option of this.options.values()) if (option.value !== undefined) made[option.name] = option.value;
    return made;
  }

  async submit(event) {
    event.preventDefault();
    this.round += 1;
    this.suggest.hide();
    await Promise.allSettled([...this.options.values()].map((one) => one.uploading));
    const wrong = [...this.options.values()].find((one) => one.problem);
    if (wrong) {
      wrong.input.focus();
      this.suggest.hide();
      wrong.node.classList.add("wrong");
      this.complain(`${wrong.title}: ${wrong.problem}`);
      return;
    }
    this.sent(this.values());
  }

  leave() {
    this.round += 1;
    this.suggest.hide();
    this.left();
  }
}
