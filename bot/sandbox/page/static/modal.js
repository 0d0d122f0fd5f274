/** A modal of the bot: all kinds of fields that Discord has. */

import { selectRows } from "./choices.js";
import { draw } from "./components.js";
import { h } from "./dom.js";
import { pick } from "./picker.js";

const ROW = 1;
const LABEL = 18;
let count = 0;

/** Shows it; `send(values)` rejects with what is to be said in place. */
export function showModal(modal, { upload, send }) {
  new Modal(modal, upload, send);
}

class Modal {
  constructor(modal, upload, send) {
    this.upload = upload;
    this.readers = new Map();
    this.problem = h("p", { class: "problem", role: "alert" });
    this.button = h("button", { type: "submit", class: "button primary" }, "Submit");
    const titled = `modal-${++count}`;
    const form = h(
      "form",
      { onsubmit: (event) => this.submit(event, send) },
      h("header", {}, h("h2", { id: titled }, modal.title), h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.dialog.close() }, "✕")),
      h("div", { class: "modal-body" }, modal.components.map((one) => this.row(one))),
      this.problem,
      h("footer", {}, h("button", { type: "button", class: "button quiet", onclick: () => this.dialog.close() }, "Cancel"), this.button),
    );
    this.dialog = h("dialog", { class: "modal", "aria-labelledby": titled }, form);
    this.dialog.addEventListener("close", () => this.dialog.remove());
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.dialog.querySelector("input, textarea, .select")?.focus();
  }

  row(one) {
    if (one.type === ROW) return one.components.map((field) => this.field(field, field.label));
    if (one.type === LABEL) return this.field(one.component, one.label, one.description);
    return draw([one]);
  }

  field(field, label, description) {
    const id = `field-${++count}`;
    const required = field.required !== false && field.type !== 23;
    const made = this.control(field, id, label, required);
    const title = [label, required ? h("span", { class: "star", "aria-hidden": "true" }, " *") : null];
    const hint = description ? h("p", { class: "hint", id: `${id}-hint` }, description) : null;
    if (made.group) return h("fieldset", { class: "field" }, h("legend", {}, title), hint, made.node);
    return h("div", { class: "field" }, h("label", { for: id }, title), hint, made.node);
  }

  control(field, id, label, required) {
    const make = { 4: text, 3: select, 5: select, 6: select, 7: select, 8: select, 19: files, 21: ticks, 22: ticks, 23: tick }[field.type];
    const made = make.call(this, field, { id, label, required });
    this.readers.set(field.custom_id, made.read);
    return made;
  }

  async submit(event, send) {
    event.preventDefault();
    this.problem.textContent = "";
    this.button.disabled = true;
    try {
      const values = {};
      for (const [name, read] of this.readers) values[name] = await read();
      await send(values);
      this.dialog.close();
    } catch (problem) {
      this.problem.textContent = problem.message;
    } finally {
      this.button.disabled = false;
    }
  }
}

function text(field, { id, required }) {
  const long = field.style === 2;
  const shared = { id, placeholder: field.placeholder, minlength: field.min_length, maxlength: field.max_length ?? 4000, required };
  const node = long ? h("textarea", { ...shared, rows: 4 }) : h("input", { ...shared, type: "text", autocomplete: "off" });
  node.value = field.value ?? "";
  return { node, read: () => node.value };
}

function select(field, { id, label, required }) {
  let chosen = selectRows(field).filter((one) => one.selected);
  const words = () => (chosen.length ? chosen.map((one) => one.label).join(", ") : field.placeholder || "Make a selection");
  const shown = h("span", {}, words());
  const node = h("button", { type: "button", id, class: "select", "aria-haspopup": "listbox", "aria-expanded": "false" }, shown, h("span", { class: "arrow", "aria-hidden": "true" }, "▾"));
  node.addEventListener("click", async () => {
    const rows = selectRows(field).map((row) => ({ ...row, selected: chosen.some((one) => one.value === row.value) }));
    const least = required ? field.min_values ?? 1 : 0;
    const picked = await pick({ title: label, rows, least, most: field.max_values ?? 1, anchor: node });
    if (picked) chosen = picked;
    shown.textContent = words();
    node.focus();
  });
  return { node, read: () => chosen.map((one) => one.value) };
}

function files(field, { id, required }) {
  const node = h("input", { id, type: "file", multiple: (field.max_values ?? 1) > 1, required });
  const read = async () => {
    const taken = [];
    for (const file of node.files) taken.push((await this.upload(file)).upload);
    return taken;
  };
  return { node, read };
}

/** Radio buttons, or a group of checkboxes. */
function ticks(field, { id }) {
  const many = field.type === 22;
  const rows = field.options.map((one, place) => {
    const box = h("input", { type: many ? "checkbox" : "radio", name: id, id: `${id}-${place}`, value: one.value, checked: one.default });
    return h("label", { class: "tickable", for: box.id }, box, h("span", {}, one.label, one.description ? h("span", { class: "hint" }, one.description) : null));
  });
  const node = h("div", {}, rows);
  const read = () => {
    const values = [...node.querySelectorAll("input:checked")].map((one) => one.value);
    return many ? values : values[0] ?? null;
  };
  return { node, read, group: true };
}

function tick(field, { id }) {
  const node = h("input", { type: "checkbox", id, class: "single", checked: field.default });
  return { node, read: () => node.checked };
}

/** A question with two answers; resolves with whether it was agreed to. */
export function confirmed(title, words, agree) {
  return new Promise((done) => {
    let agreed = false;
    const dialog = h(
      "dialog",
      { class: "modal small", "aria-label": title },
      h(
        "form",
        { method: "dialog" },
        h("header", {}, h("h2", {}, title)),
        h("div", { class: "modal-body" }, h("p", {}, words)),
        h("footer", {}, h("button", { class: "button quiet", value: "" }, "Cancel"), h("button", { class: "button danger", onclick: () => (agreed = true) }, agree)),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(agreed);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
