/** Where one writes: plain words, a mention, a reply, or a slash command. */

import { matching } from "./choices.js";
import { CommandForm } from "./command.js";
import { fill, h } from "./dom.js";
import { inline } from "./markdown.js";
import { nameOf } from "./message.js";
import { here, state } from "./state.js";
import { Suggest } from "./suggest.js";

export class Composer {
  /** `run(command, options)` sends a slash command. */
  constructor(root, link, run) {
    Object.assign(this, { root, link, run, reply: null });
    this.box = h("div", { class: "suggestions" });
    this.about = h("div", { class: "about" });
    this.place = h("div", { class: "place" });
    this.problem = h("p", { class: "problem", role: "alert" });
    this.suggest = new Suggest(this.box, (item) => item.take(item));
    this.input = h("textarea", {
      rows: 1,
      role: "combobox",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      maxlength: 2000,
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.suggest.hide(),
    });
    this.slash = h("button", { type: "button", class: "round", title: "Use a command", "aria-label": "Use a command", onclick: () => this.startSlash() }, "/");
    this.line = h("div", { class: "line" }, this.slash, this.input);
    fill(root, this.box, this.about, this.place, this.problem);
    this.plain();
  }

  plain() {
    this.form?.suggest.end();
    this.form = null;
    fill(this.place, this.line);
    this.draw();
  }

  draw() {
    const place = here();
    const name = place ? (place.direct ? "@clapper" : `#${place.name}`) : "";
    const words = place?.writable ? `Message ${name}` : place ? "You do not have permission to send messages here." : "There is nothing to write in.";
    this.input.placeholder = words;
    this.input.setAttribute("aria-label", words);
    this.input.disabled = !place;
    this.slash.disabled = !place;
  }

  focus() {
    if (this.form) this.form.focus();
    else this.input.focus();
  }

  startSlash() {
    this.input.value = "/";
    this.input.focus();
    this.typed();
  }

  /** Opens a command as if it had been typed, with these values. */
  open(name, values = {}) {
    const command = state.commands.find((one) => one.name === name);
    if (!command) {
      this.complain(`/${name} is not offered to you here.`);
      return;
    }
    this.choose(command);
    for (const [option, value] of Object.entries(values)) {
      const description = command.options.find((one) => one.name === option);
      if (!description) continue;
      const field = this.form.options.get(option) ?? this.form.add(description);
      field.input.value = value;
      field.typed();
    }
    this.form.drawMore();
  }

  answer(message) {
    this.reply = message;
    fill(
      this.about,
      h("span", {}, "Replying to ", h("strong", {}, nameOf(message.author)), " ", h("span", { class: "hint" }, inline((message.content ?? "").slice(0, 80)))),
      h("button", { type: "button", class: "close", "aria-label": "Do not reply", onclick: () => this.unreply() }, "✕"),
    );
    this.plain();
    this.input.focus();
  }

  unreply() {
    this.reply = null;
    fill(this.about);
    this.input.focus();
  }

  complain(words) {
    this.problem.textContent = words ?? "";
  }

  typed() {
    this.complain(null);
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    const text = this.input.value;
    if (text.startsWith("/")) this.offerCommands(text.slice(1));
    else this.offerNames(text.slice(0, this.input.selectionStart));
  }

  offerCommands(typed) {
    const whole = state.commands.find((one) => typed === `${one.shown} `);
    if (whole) {
      this.choose(whole);
      return;
    }
    const found = state.commands.filter((one) => one.shown.includes(typed.trim().toLowerCase()));
    const rows = found.map((one) => ({
      label: `/${one.shown}`,
      description: one.description,
      note: "Clapper",
      take: () => this.choose(one),
    }));
    if (rows.length) this.suggest.show(this.input, "Commands", rows);
    else this.suggest.say(state.bot === "online" ? "No command matches." : "The bot is not connected yet.");
  }

  offerNames(before) {
    const found = /(?:^|\s)([@#])(\w*)$/.exec(before);
    if (!found) {
      this.suggest.hide();
      return;
    }
    const [, sign, typed] = found;
    const everyone = sign === "@" ? state.people.map((one) => ({ label: `@${one.title}`, description: one.name, word: `@${one.name}` })) : state.channels.filter((one) => !one.direct).map((one) => ({ label: `#${one.name}`, word: `#${one.name}` }));
    const rows = matching(everyone, typed).map((one) => ({ ...one, take: () => this.insert(before.length - typed.length - 1, before.length, one.word) }));
    this.suggest.show(this.input, sign === "@" ? "Members" : "Channels", rows);
  }

  insert(from, to, word) {
    this.input.setRangeText(`${word} `, from, to, "end");
    this.suggest.hide();
  }

  choose(command) {
    this.suggest.hide();
    this.complain(null);
    this.input.value = "";
    this.input.style.height = "auto";
    this.form?.suggest.end();
    this.form = new CommandForm(command, this.box, this.link, {
      sent: (options) => {
        this.plain();
        this.input.focus();
        this.run(command.name, options);
      },
      left: () => {
        this.plain();
        this.input.focus();
      },
    });
    fill(this.place, this.form.node);
    this.form.focus();
  }

  key(event) {
    if (this.suggest.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.reply) this.unreply();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || text.startsWith("/")) return;
    try {
      await this.link.act("say", { text: spelled(text), reply_to: this.reply?.id });
      this.input.value = "";
      this.input.style.height = "auto";
      this.reply = null;
      fill(this.about);
    } catch (problem) {
      this.complain(problem.message);
    }
  }
}

/** Names as Discord sends them: by id. */
function spelled(text) {
  return text.replace(/(^|\s)([@#])([\w-]+)/g, (whole, space, sign, name) => {
    const found = (sign === "@" ? state.people : state.channels).find((one) => one.name === name);
    return found ? `${space}<${sign}${found.id}>` : whole;
  });
}
