/** The list of messages: changes one in place, keeps the reader where the reader is. */

import { h, fill, morph } from "./dom.js";
import { Films } from "./media.js";
import { follows, messageNode } from "./message.js";
import { here, state } from "./state.js";

const NEAR_END = 80;

/** Who reads the end again is spared what was loaded from far above it. */
const LONG = 150;

const isBefore = (id, first) => Boolean(first) && BigInt(id) < BigInt(first);

export class Messages {
  constructor(root, tooLong) {
    this.root = root;
    this.tooLong = tooLong;
    this.list = h("div", { class: "list" });
    this.older = h("div", { class: "older", hidden: true }, h("button", { type: "button", class: "button secondary", "data-older": "" }, "Load older messages"));
    this.pending = h("div", { class: "pending" });
    this.known = new Map();
    this.nodes = new Map();
    this.failures = new Map();
    fill(root, this.older, this.list, this.pending);
    this.films = new Films(root);
    new ResizeObserver(() => this.stick && this.toEnd()).observe(this.list);
    root.addEventListener("scroll", () => this.scrolled());
    root.addEventListener("keydown", (event) => this.walk(event));
    this.stick = true;
    this.top = 0;
  }

  /** Only who scrolls up leaves the end: a picture that has come makes the end go further down. */
  scrolled() {
    const { scrollTop: top } = this.root;
    this.stick = this.isAtEnd() || (this.stick && top >= this.top);
    this.top = top;
    this.shorten();
  }

  take({ anew, changed, gone, older }) {
    if (anew) this.clear();
    const { scrollTop: top, scrollHeight: high } = this.root;
    const first = this.list.querySelector(".message")?.dataset.id;
    for (const id of gone) this.remove(id);
    for (const message of changed) this.put(message);
    this.group();
    this.older.hidden = !older;
    if (anew || this.stick) this.toEnd();
    else if (changed.some((one) => isBefore(one.id, first))) this.root.scrollTop = top + this.root.scrollHeight - high;
  }

  shorten() {
    if (this.stick && this.known.size > LONG) this.tooLong();
  }

  clear() {
    this.films.forget(this.list);
    this.known.clear();
    this.nodes.clear();
    this.top = 0;
    this.failures.clear();
    fill(this.list, this.welcome());
    fill(this.pending);
    this.stick = true;
  }

  get(id) {
    return this.known.get(id);
  }

  /** Shows below the message that what was pressed in it went wrong; null takes that away. */
  fail(id, words) {
    if (words) this.failures.set(id, words);
    else this.failures.delete(id);
    if (this.known.has(id)) this.put(this.known.get(id));
  }

  /** Draws all of them again: a name that they show has changed. */
  redraw() {
    for (const message of this.known.values()) this.put(message);
    if (this.list.firstChild?.className === "welcome") this.list.firstChild.replaceWith(this.welcome());
  }

  jump(id) {
    const node = this.nodes.get(id);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("found");
    node.addEventListener("animationend", () => node.classList.remove("found"), { once: true });
  }

  put(message) {
    const fresh = messageNode(message, this.failures.get(message.id));
    const old = this.nodes.get(message.id);
    this.known.set(message.id, message);
    if (old) {
      if (old.classList.contains("follows")) fresh.classList.add("follows");
      this.nodes.set(message.id, morph(old, fresh));
      this.films.watch(this.nodes.get(message.id));
      return;
    }
    this.nodes.set(message.id, fresh);
    const later = [...this.list.children].find((one) => one.dataset.id && BigInt(one.dataset.id) > BigInt(message.id));
    this.list.insertBefore(fresh, later ?? null);
    this.films.watch(fresh);
  }

  remove(id) {
    const node = this.nodes.get(id);
    if (node?.contains(document.activeElement)) this.root.focus();
    if (node) this.films.forget(node);
    node?.remove();
    this.nodes.delete(id);
    this.known.delete(id);
    this.failures.delete(id);
  }

  group() {
    let before = null;
    for (const node of this.list.children) {
      const message = this.known.get(node.dataset.id);
      if (!message) continue;
      node.classList.toggle("follows", follows(message, before));
      before = message;
    }
  }

  welcome() {
    const place = here();
    if (!place) {
      const words = state.guild ? "There is no channel here any more." : "Clapper has left this server.";
      return h("div", { class: "welcome" }, h("h2", {}, words), h("p", {}, "Start the sandbox again for a new server."));
    }
    const name = place.direct ? "Clapper" : `#${place.name}`;
    return h("div", { class: "welcome" }, h("h2", {}, `Welcome to ${name}!`), h("p", {}, place.direct ? "This is your conversation with the bot." : `This is the start of the ${name} channel. Type / to see what the bot can do.`));
  }

  isAtEnd() {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < NEAR_END;
  }

  toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
  }

  /** Arrow keys go from message to message. */
  walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.target.closest("input, textarea, video, [role=menu]")) return;
    const all = [...this.nodes.keys()].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const standing = document.activeElement.closest?.(".message")?.dataset.id;
    const place = standing ? all.indexOf(standing) + step : step < 0 ? all.length - 1 : 0;
    const next = this.nodes.get(all[Math.max(0, Math.min(all.length - 1, place))]);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}
