/** A list under the fingers: rows to go through with the arrow keys while the caret stays. */

import { fill, h } from "./dom.js";

let count = 0;

export class Suggest {
  /** `picked(item)` is called with what was chosen. The list is drawn into `box`. */
  constructor(box, picked) {
    this.box = box;
    this.picked = picked;
    this.id = `list-${++count}`;
    this.items = [];
    this.active = -1;
    this.input = null;
    this.over = new AbortController();
    const { signal } = this.over;
    box.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    box.addEventListener(
      "click",
      (event) => {
        const row = event.target.closest("[role=option]");
        if (row) this.pick(Number(row.dataset.place));
      },
      { signal },
    );
  }

  /** The box lives longer than who draws into it: let go of it. */
  end() {
    this.hide();
    this.over.abort();
  }

  get open() {
    return this.items.length > 0;
  }

  /** Shows rows for this input: `{label, description, note, value}`. */
  show(input, title, items, { active = 0 } = {}) {
    this.leaveInput();
    this.input = input;
    this.items = items;
    if (!items.length) {
      this.hide();
      return;
    }
    const rows = items.map((item, place) =>
      h(
        "div",
        { role: "option", id: `${this.id}-${place}`, "data-place": place, "aria-selected": "false" },
        h("span", { class: "row-label" }, item.label),
        item.description ? h("span", { class: "row-description" }, item.description) : null,
        item.note ? h("span", { class: "row-note" }, item.note) : null,
      ),
    );
    fill(this.box, h("div", { class: "suggest" }, h("div", { class: "suggest-title" }, title), h("div", { role: "listbox", id: this.id, "aria-label": title }, rows)));
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-expanded", "true");
    this.go(active);
  }

  say(title) {
    this.items = [];
    fill(this.box, h("div", { class: "suggest" }, h("div", { class: "suggest-title", role: "status" }, title)));
  }

  hide() {
    this.leaveInput();
    this.items = [];
    this.active = -1;
    fill(this.box);
  }

  leaveInput() {
    this.input?.setAttribute("aria-expanded", "false");
    this.input?.removeAttribute("aria-activedescendant");
    this.input?.removeAttribute("aria-controls");
  }

  go(place) {
    const rows = this.box.querySelectorAll("[role=option]");
    rows[this.active]?.setAttribute("aria-selected", "false");
    this.active = place < 0 ? -1 : (place + rows.length) % rows.length;
    const row = rows[this.active];
    if (!row) return;
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  pick(place) {
    const item = this.items[place];
    if (item) this.picked(item);
  }

  /** Whether the key was for the list. */
  key(event) {
    if (event.key === "Escape" && this.box.firstChild) {
      this.hide();
      return true;
    }
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.go(this.active < 0 && step < 0 ? this.items.length - 1 : this.active + step);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.active >= 0) this.pick(this.active);
    else return false;
    return true;
  }
}
