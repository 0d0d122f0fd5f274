/** A menu of acts, opened from a button; arrow keys, Enter, Escape. */

import { h } from "./dom.js";

let open = null;

/** Rows: `{label, act, danger, note}`, or null for a line between two groups. */
export function showMenu(anchor, title, rows) {
  open?.close();
  open = new Menu(anchor, title, rows);
}

class Menu {
  constructor(anchor, title, rows) {
    this.anchor = anchor;
    this.node = h(
      "div",
      { class: "menu", role: "menu", "aria-label": title, onkeydown: (event) => this.key(event), onfocusout: (event) => this.left(event) },
      rows.map((row) => (row ? this.row(row) : h("div", { role: "separator", class: "menu-line" }))),
    );
    document.body.append(this.node);
    anchor.setAttribute("aria-expanded", "true");
    this.place();
    this.items[0]?.focus();
  }

  get items() {
    return [...this.node.querySelectorAll("[role^=menuitem]")];
  }

  row({ label, act, danger, note, chosen }) {
    const kind = chosen === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": chosen ? "true" : "false" };
    return h(
      "button",
      {
        ...kind,
        type: "button",
        tabindex: -1,
        class: danger ? "danger" : "",
        onclick: () => {
          this.close();
          act();
        },
      },
      h("span", {}, label),
      note ? h("span", { class: "hint" }, note) : null,
    );
  }

  place() {
    const at = this.anchor.getBoundingClientRect();
    const size = this.node.getBoundingClientRect();
    const below = at.bottom + size.height + 6 < innerHeight;
    this.node.style.left = `${Math.max(6, Math.min(at.left, innerWidth - size.width - 6))}px`;
    this.node.style.top = `${Math.max(6, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
  }

  key(event) {
    const all = this.items;
    const place = all.indexOf(document.activeElement);
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) all[(next + all.length) % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  left(event) {
    if (!this.node.contains(event.relatedTarget)) this.close(false);
  }

  close(back = true) {
    if (open !== this) return;
    open = null;
    this.anchor.setAttribute("aria-expanded", "false");
    this.node.remove();
    if (back) this.anchor.focus();
  }
}
