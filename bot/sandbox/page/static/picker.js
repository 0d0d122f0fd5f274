/** The open list of a select menu: filter, choose one or several, or leave it. */

import { matching } from "./choices.js";
import { fill, h } from "./dom.js";

let count = 0;

/**
 * Lets one choose among `{label, description, value, selected}`.
 * Resolves with the chosen rows, or null where nothing was decided.
 */
export function pick({ title, rows, least = 1, most = 1, anchor }) {
  return new Promise((done) => new Picker(title, rows, least, most, anchor, done));
}

class Picker {
  constructor(title, rows, least, most, anchor, done) {
    Object.assign(this, { rows, least, most, done, anchor, active: 0, id: `picker-${++count}` });
    this.chosen = new Set(rows.filter((one) => one.selected));
    this.list = h("div", { role: "listbox", id: this.id, "aria-label": title, "aria-multiselectable": most > 1 ? "true" : null });
    this.input = h("input", {
      type: "text",
      role: "combobox",
      placeholder: "Search",
      autocomplete: "off",
      "aria-label": title,
      "aria-controls": this.id,
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      oninput: () => this.draw(),
      onkeydown: (event) => this.key(event),
    });
    const send = h("button", { type: "button", class: "button primary", onclick: () => this.finish() }, "Done");
    this.foot = h("div", { class: "picker-foot" }, h("span", { class: "hint" }, `Choose ${least === most ? most : `${least} to ${most}`}`), send);
    this.dialog = h("dialog", { class: "picker", "aria-label": title }, this.input, this.list, most > 1 || least === 0 ? this.foot : null);
    this.dialog.addEventListener("close", () => this.close());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.toggle(this.shown[Number(row.dataset.place)]);
    });
    this.open();
  }

  open() {
    document.body.append(this.dialog);
    this.anchor?.setAttribute("aria-expanded", "true");
    this.draw();
    this.dialog.showModal();
    this.place();
    this.input.focus();
  }

  place() {
    if (!this.anchor || innerWidth < 560) return;
    const at = this.anchor.getBoundingClientRect();
    const size = this.dialog.getBoundingClientRect();
    const below = at.bottom + size.height + 8 < innerHeight;
    this.dialog.classList.add("placed");
    this.dialog.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.dialog.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
  }

  draw() {
    this.shown = matching(this.rows, this.input.value);
    this.active = Math.min(this.active, Math.max(0, this.shown.length - 1));
    const rows = this.shown.map((row, place) =>
      h(
        "div",
        { role: "option", id: `${this.id}-${place}`, "data-place": place, "aria-selected": this.chosen.has(row) ? "true" : "false", class: place === this.active ? "active" : "" },
        h("span", { class: "row-label" }, row.label),
        row.description ? h("span", { class: "row-description" }, row.description) : null,
        h("span", { class: "tick", "aria-hidden": "true" }, this.chosen.has(row) ? "✓" : ""),
      ),
    );
    fill(this.list, rows.length ? rows : h("div", { class: "hint", role: "option", "aria-disabled": "true" }, "Nothing matches."));
    this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      this.active = (this.active + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter") {
      if (this.shown[this.active]) this.toggle(this.shown[this.active]);
    } else return;
    event.preventDefault();
  }

  toggle(row) {
    if (!row) return;
    if (this.most === 1) {
      this.chosen = new Set(this.least === 0 && this.chosen.has(row) ? [] : [row]);
      this.finish();
      return;
    }
    if (this.chosen.has(row)) this.chosen.delete(row);
    else if (this.chosen.size < this.most) this.chosen.add(row);
    this.draw();
  }

  finish() {
    if (this.chosen.size < this.least) return;
    this.result = this.rows.filter((row) => this.chosen.has(row));
    this.dialog.close();
  }

  close() {
    this.dialog.remove();
    this.anchor?.setAttribute("aria-expanded", "false");
    this.done(this.result ?? null);
  }
}
