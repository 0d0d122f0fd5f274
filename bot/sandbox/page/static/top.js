/** The line above the messages: where one is, whether the bot is there, light or dark. */

import { fill, h } from "./dom.js";
import { here, state } from "./state.js";

const WORDS = { online: "Bot online", starting: "Bot starting …", stopped: "Bot stopped" };
const THEME = "clapper-theme";

export class Top {
  constructor(root) {
    this.root = root;
    this.isConnected = false;
    const kept = localStorage.getItem(THEME);
    if (kept) document.documentElement.dataset.theme = kept;
    this.side = h("button", { type: "button", class: "round narrow", "aria-label": "Channels", "aria-expanded": "false", onclick: () => this.toggle("side-open") }, "☰");
    this.name = h("div", { class: "where" });
    this.bot = h("span", { class: "bot-state" });
    this.theme = h("button", { type: "button", class: "round", title: "Light or dark", "aria-label": "Light or dark", onclick: () => this.turn() }, "◐");
    this.panel = h("button", { type: "button", class: "round", title: "Sandbox", "aria-label": "Sandbox panel", "aria-expanded": "true", onclick: () => this.toggle(innerWidth > 1100 ? "panel-shut" : "panel-open") }, "⚙\uFE0E");
    fill(root, this.side, this.name, this.bot, this.theme, this.panel);
    document.querySelector("#messages").addEventListener("pointerdown", () => document.body.classList.remove("side-open", "panel-open"));
  }

  connected(yes) {
    this.isConnected = yes;
    this.draw();
  }

  draw() {
    const place = here();
    const sign = h("span", { class: "sign", "aria-hidden": "true" }, place?.direct ? "@" : "#");
    fill(this.name, place ? [sign, h("h2", {}, place.direct ? "Clapper" : place.name)] : h("h2", {}, "Nowhere"));
    this.bot.className = `bot-state ${this.isConnected ? state.bot : "stopped"}`;
    this.bot.textContent = this.isConnected ? WORDS[state.bot] : "The sandbox is not running";
  }

  toggle(name) {
    const on = document.body.classList.toggle(name);
    if (name === "side-open") this.side.setAttribute("aria-expanded", String(on));
    else this.panel.setAttribute("aria-expanded", String(name === "panel-open" ? on : !on));
  }

  turn() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem(THEME, root.dataset.theme);
  }
}
