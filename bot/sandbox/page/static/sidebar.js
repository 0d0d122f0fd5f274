/** Servers, channels, and who one is. */

import { fill, h } from "./dom.js";
import { showMenu } from "./menu.js";
import { avatar } from "./message.js";
import { here, state } from "./state.js";

const PARTS = { owner: "Server owner", moderator: "Moderator", member: "Member", bot: "App", "": "" };

const LANGUAGES = {
  "en-US": "English",
  de: "Deutsch",
  fr: "Français",
  "es-ES": "Español",
  "pt-BR": "Português",
  pl: "Polski",
  ja: "日本語",
  ar: "العربية",
};

export class Sidebar {
  /** `go(channelId)`, `be(name)`, `speak(locale)` act; `address(name)` is this page as another. */
  constructor({ go, be, address, speak }) {
    Object.assign(this, { go, be, address, speak, seen: new Map() });
    this.rail = document.querySelector("#rail");
    this.server = document.querySelector("#server");
    this.channels = document.querySelector("#channels");
    this.me = document.querySelector("#me");
  }

  draw() {
    this.drawRail();
    fill(this.server, h("h1", {}, state.guild?.name ?? "No server"));
    this.drawChannels();
    this.drawMe();
  }

  drawRail() {
    const rows = state.guilds.map((guild) => {
      const words = guild.name.split(/\s+/).map((word) => word[0]).join("").slice(0, 3);
      const current = guild.id === state.guild?.id;
      return h("button", { type: "button", class: `server${current ? " current" : ""}`, "data-initials": words, title: guild.name, "aria-label": guild.name, "aria-current": current ? "true" : null, onclick: () => this.be({ guild: guild.id }) });
    });
    fill(this.rail, h("img", { class: "logo", src: "clapper.svg", alt: "Clapper sandbox" }), h("div", { class: "rail-line" }), rows);
  }

  drawChannels() {
    const current = here();
    if (current) this.seen.set(current.id, current.last);
    const inside = state.channels.filter((one) => !one.direct && !one.thread);
    const direct = state.channels.filter((one) => one.direct);
    const rows = inside.flatMap((one) => [this.row(one), ...state.channels.filter((thread) => thread.parent === one.id).map((thread) => this.row(thread))]);
    fill(
      this.channels,
      h("h2", {}, "Text channels"),
      h("ul", {}, rows),
      direct.length ? [h("h2", {}, "Direct messages"), h("ul", {}, direct.map((one) => this.row(one)))] : null,
    );
  }

  row(one) {
    const current = one.id === state.here;
    if (!this.seen.has(one.id)) this.seen.set(one.id, one.last);
    const unread = !current && one.last !== this.seen.get(one.id);
    const sign = one.direct ? "@" : one.thread ? "↳" : "#";
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: `channel${current ? " current" : ""}${unread ? " unread" : ""}${one.thread ? " thread" : ""}`, "aria-current": current ? "page" : null, onclick: () => this.go(one.id) },
        h("span", { class: "sign", "aria-hidden": "true" }, sign),
        h("span", { class: "channel-name" }, one.direct ? "Clapper" : one.name),
        unread ? h("span", { class: "sr" }, " (unread)") : null,
      ),
    );
  }

  drawMe() {
    if (!state.me) return;
    const button = h(
      "button",
      { type: "button", class: "person", "aria-haspopup": "menu", "aria-expanded": "false", title: "Be somebody else", onclick: () => this.people(button) },
      avatar(state.me),
      h("span", { class: "person-words" }, h("span", { class: "person-name" }, state.me.title), h("span", { class: "hint" }, PARTS[state.me.part])),
      h("span", { class: "arrow", "aria-hidden": "true" }, "⇅"),
    );
    const short = state.me.locale.slice(0, 2).toUpperCase();
    const language = h(
      "button",
      { type: "button", class: "round language", "aria-haspopup": "menu", "aria-expanded": "false", title: "Your language", "aria-label": `${short}. Your language: ${LANGUAGES[state.me.locale] ?? state.me.locale}`, onclick: () => this.languages(language) },
      short,
    );
    fill(this.me, button, language);
  }

  languages(anchor) {
    showMenu(
      anchor,
      "Your language",
      Object.entries(LANGUAGES).map(([locale, label]) => ({ label, note: locale, chosen: locale === state.me.locale, act: () => this.speak(locale) })),
    );
  }

  people(anchor) {
    const people = state.people.filter((one) => !one.bot);
    showMenu(anchor, "Who you are", [
      ...people.map((one) => ({ label: `Be ${one.title}`, note: PARTS[one.part], chosen: one.id === state.me.id, act: () => this.be({ who: one.name }) })),
      null,
      ...people.filter((one) => one.id !== state.me.id).map((one) => ({ label: `${one.title} in another window`, act: () => open(this.address(one.name), "_blank", "noopener") })),
    ]);
  }
}
