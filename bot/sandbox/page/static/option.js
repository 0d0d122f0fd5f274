/** One option of a command while it is being filled in. */

import { optionRows } from "./choices.js";
import { h } from "./dom.js";

const INTEGER = 4;
const NUMBER = 10;
const ATTACHMENT = 11;

export class Option {
  /** `form` is told of every change; `upload` hands a file over. */
  constructor(description, form, upload) {
    this.description = description;
    this.form = form;
    this.picked = null;
    this.input = description.type === ATTACHMENT ? this.fileInput(upload) : this.textInput();
    this.node = h("div", { class: `option${description.required ? " required" : ""}` }, h("label", { for: this.input.id }, description.name_localized), this.input);
  }

  get name() {
    return this.description.name;
  }

  get title() {
    return this.description.name_localized;
  }

  get listed() {
    return this.description.autocomplete || optionRows(this.description) !== null;
  }

  textInput() {
    const { type, name, min_length: least, max_length: most } = this.description;
    const free = type === 3 && !this.listed;
    const shared = {
      id: `option-${name}`,
      autocomplete: "off",
      spellcheck: free ? "true" : "false",
      "aria-describedby": "command-help",
      "aria-required": this.description.required ? "true" : null,
      oninput: () => this.typed(),
      onfocus: () => this.form.focused(this),
      onkeydown: (event) => this.form.key(event, this),
    };
    if (free) return h("textarea", { ...shared, rows: 1, minlength: least, maxlength: most });
    const role = this.listed ? { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" } : {};
    return h("input", { ...shared, ...role, type: "text", inputmode: type === INTEGER ? "numeric" : type === NUMBER ? "decimal" : null });
  }

  fileInput(upload) {
    return h("input", {
      id: `option-${this.name}`,
      type: "file",
      "aria-describedby": "command-help",
      onfocus: () => this.form.focused(this),
      onkeydown: (event) => this.form.key(event, this),
      onchange: async () => {
        this.picked = null;
        const file = this.input.files[0];
        if (!file) return;
        this.uploading = upload(file).then(({ upload: token }) => (this.picked = { label: file.name, value: token }));
        this.uploading.catch((problem) => this.form.complain(problem.message));
      },
    });
  }

  typed() {
    this.picked = null;
    if (this.input.tagName === "TEXTAREA") {
      this.input.style.height = "auto";
      this.input.style.height = `${this.input.scrollHeight}px`;
    }
    this.form.focused(this);
  }

  /** Takes a row of the list: its label is shown, its value is sent. */
  choose(row) {
    this.picked = row;
    this.input.value = row.label;
  }

  /** What is sent; undefined for nothing. */
  get value() {
    if (this.picked) return this.picked.value;
    if (this.description.type === ATTACHMENT || !this.input.value.trim()) return undefined;
    const row = (optionRows(this.description) ?? []).find((one) => one.label.toLowerCase() === this.input.value.trim().toLowerCase());
    return row ? row.value : this.input.value;
  }

  /** What keeps it from being sent; null for nothing. */
  get problem() {
    const value = this.value;
    const { type, required, min_value: least, max_value: most, min_length: short } = this.description;
    if (value === undefined) return required ? "This option is required. Specify a value." : null;
    if (type === INTEGER && !/^-?\d+$/.test(String(value).trim())) return "Input a valid integer.";
    if (type === NUMBER && !Number.isFinite(Number(value))) return "Input a valid number.";
    if (type === INTEGER || type === NUMBER) return outside(Number(value), least, most);
    if (type === 3 && short && String(value).length < short) return `Must be at least ${short} characters.`;
    const rows = optionRows(this.description);
    return rows && !rows.some((row) => row.value === value) ? "Choose one of the list." : null;
  }
}

function outside(value, least, most) {
  if (least !== undefined && value < least) return `Must be at least ${least}.`;
  if (most !== undefined && value > most) return `Must be at most ${most}.`;
  return null;
}
