/** What only a sandbox has: its settings, its money, and everything that can go wrong. */

import { fill, h, morph } from "./dom.js";
import { confirmed } from "./modal.js";
import { here, state } from "./state.js";

const SIZES = [
  ["100 KB", 100_000],
  ["1 MB", 1_000_000],
  ["10 MB", 10 * 1024 * 1024],
  ["50 MB", 50 * 1024 * 1024],
];
const SPEEDS = [1, 5, 20, 60];
const RIGHTS = {
  view_channel: "View Channel",
  send_messages: "Send Messages",
  attach_files: "Attach Files",
  embed_links: "Embed Links",
  read_message_history: "Read Message History",
};
const TRIES = [
  ["Make a film", "A fox runs over a frozen lake", {}],
  ["A portrait film", "Rain on a neon street at night", { size: "720x1280" }],
  ["One that is refused", "A paper boat", { size: "9999x9999" }],
  ["One that fails", "A lighthouse in a storm [fail]", {}],
];

export class Panel {
  constructor(root, link, { attempt }) {
    Object.assign(this, { root, link, attempt });
    this.body = h("div", { class: "panel-body" });
    this.status = h("p", { class: "status", role: "status" });
    fill(root, this.body, this.status);
    root.addEventListener("change", (event) => this.changed(event.target));
    root.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
  }

  draw() {
    if (!state.panel) return;
    const fresh = h("div", { class: "panel-body" }, this.tries(), this.bot(), this.time(), this.server(), this.provider(), this.mishaps());
    this.body = morph(this.body, fresh);
  }

  tries() {
    const rows = TRIES.map(([label, prompt], place) => h("li", {}, h("button", { type: "button", class: "try", "data-try": place }, h("strong", {}, label), h("span", { class: "hint" }, prompt))));
    const more = "Or type / in the message field. Switch person at the bottom left; a second window can be somebody else.";
    return section("What to try", h("ul", { class: "tries" }, rows), h("p", { class: "hint" }, more));
  }

  bot() {
    const words = { online: "The bot is online.", starting: "The bot is starting …", stopped: "The bot is not running." }[state.bot];
    const act = state.bot === "stopped" ? ["start_bot", "Start it again"] : ["stop_bot", "Pull the plug"];
    return section("The bot", h("p", { class: `bot-state ${state.bot}` }, words), h("button", { type: "button", class: "button secondary", "data-do": act[0] }, act[1]));
  }

  time() {
    return section("Speed of time", choice("speed", SPEEDS.map((one) => [`${one}×`, one]), state.panel.speed));
  }

  server() {
    const { rights, upload_limit: limit } = state.panel;
    const place = here();
    const rows = Object.entries(rights ?? {}).map(([right, allowed]) =>
      h("label", { class: "tickable" }, h("input", { type: "checkbox", "data-right": right, checked: allowed }), h("span", {}, RIGHTS[right])),
    );
    const inServer = place && !place.direct;
    return section(
      "This server",
      limit === null ? null : [h("h3", {}, "Upload limit"), choice("upload_limit", SIZES, limit)],
      rows.length ? [h("h3", {}, `What the bot may do in #${place?.name ?? ""}`), rows] : null,
      inServer ? h("button", { type: "button", class: "button quiet-danger", "data-do": "delete_channel" }, `Delete #${place.name}`) : null,
      this.membership(),
    );
  }

  membership() {
    if (!state.guild) return null;
    if (state.panel.invited) return h("button", { type: "button", class: "button quiet-danger", "data-do": "leave" }, "Throw the bot out");
    return h("button", { type: "button", class: "button primary", "data-do": "invite" }, "Invite the bot again");
  }

  provider() {
    const { balance, creates, jobs } = state.panel;
    const words = `${creates} ${creates === 1 ? "film" : "films"} ordered, $${balance.toFixed(2)} left`;
    const rows = jobs.map((one) => h("li", {}, h("span", { class: "job-prompt" }, one.prompt), h("span", { class: "hint" }, `${one.status.replace("_", " ")} · ${one.percent} %`)));
    return section(
      "The video service",
      h("p", { id: "money" }, words),
      rows.length ? h("ul", { class: "jobs" }, rows) : null,
      h("button", { type: "button", class: "button secondary", "data-balance": balance > 0 ? 0 : 100 }, balance > 0 ? "Empty the balance" : "Put $100 in"),
    );
  }

  mishaps() {
    const of = (end) => state.panel.mishaps.filter((one) => one.end === end).map((one) => h("button", { type: "button", class: "mishap", "data-mishap": one.id }, one.says));
    return section(
      "Let something go wrong",
      h("h3", {}, "Discord"),
      of("discord"),
      h("h3", {}, "The video service"),
      of("videos"),
      h("button", { type: "button", class: "button secondary", "data-do": "calm" }, "Let everything go right again"),
    );
  }

  changed(input) {
    if (input.name === "speed") this.do("speed", { speed: Number(input.value) });
    else if (input.name === "upload_limit") this.do("upload_limit", { bytes: Number(input.value), channel: state.here });
    else if (input.dataset.right) this.do("right", { right: input.dataset.right, allowed: input.checked, channel: state.here });
  }

  clicked(button) {
    if (!button) return;
    const { try: place, mishap, balance, do: act } = button.dataset;
    if (place !== undefined) this.attempt(TRIES[place][1], TRIES[place][2]);
    else if (mishap) this.do("mishap", { id: mishap }, `Set: ${button.textContent.toLowerCase()}.`);
    else if (balance !== undefined) this.do("balance", { dollars: Number(balance) });
    else if (act) this.ask(act);
  }

  async ask(act) {
    const name = here()?.name;
    const sure = {
      delete_channel: ["Delete this channel?", `Everything in #${name} goes with it, as in Discord.`, "Delete channel"],
      leave: ["Throw the bot out?", "It loses sight of the server; films under way end up with nobody to show them to. You can invite it again.", "Throw it out"],
    }[act];
    if (sure && !(await confirmed(...sure))) return;
    await this.do(act, { channel: state.here }, act === "calm" ? "Everything goes right again." : "");
  }

  async do(act, details, done = "") {
    try {
      await this.link.act("panel", { ...details, do: act });
      this.status.textContent = done;
    } catch (problem) {
      this.status.textContent = problem.message;
    }
  }
}

function section(title, ...content) {
  return h("section", {}, h("h2", {}, title), content);
}

function choice(name, rows, standing) {
  return h(
    "div",
    { class: "choice", role: "group", "aria-label": name.replace("_", " ") },
    rows.map(([label, value]) => h("label", {}, h("input", { type: "radio", name, value, checked: value === standing }), h("span", {}, label))),
  );
}
