/** One message: who, when, what, and what one can do with it. */

import { draw } from "./components.js";
import { h } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { attachmentNode } from "./media.js";
import { state } from "./state.js";
import { messageTime } from "./time.js";

const HUE_SPREAD = 4;
const GROUPED_WITHIN_MS = 7 * 60 * 1000;

export function avatar(user, small = false) {
  const hue = [...(user.username ?? user.name)].reduce((sum, letter) => (sum * HUE_SPREAD + letter.codePointAt(0)) % 997, 0) % 6;
  const face = user.bot ? h("img", { src: "clapper.svg", alt: "" }) : nameOf(user).slice(0, 1);
  return h("span", { class: `avatar hue-${hue}${small ? " small" : ""}${user.bot ? " bot" : ""}`, "aria-hidden": "true" }, face);
}

export const nameOf = (user) => user.global_name ?? user.title ?? user.username;

/** `failure` is what this window's last press in the message came to, if it went wrong. */
export function messageNode(message, failure) {
  return h(
    "article",
    {
      class: `message${message.private ? " private" : ""}${mentionsMe(message) ? " pinged" : ""}`,
      "data-id": message.id,
      tabindex: -1,
      "aria-label": `${nameOf(message.author)}, ${messageTime(message.timestamp)}`,
    },
    above(message),
    h("div", { class: "gutter" }, avatar(message.author), h("span", { class: "quiet-time", "aria-hidden": "true" }, messageTime(message.timestamp))),
    h("div", { class: "body" }, head(message), content(message), foot(message, failure)),
    tools(message),
  );
}

const mentionsMe = (message) => message.mentions.some((one) => one.id === state.me?.id);

function above(message) {
  const asked = message.interaction_metadata;
  const replied = message.referenced_message;
  if (message.used && asked) {
    return h("div", { class: "above" }, avatar(asked.user, true), h("span", { class: "above-name" }, nameOf(asked.user)), " used ", h("span", { class: "used" }, message.used));
  }
  if (replied) {
    const words = replied.content || "Click to see the message";
    return h(
      "div",
      { class: "above" },
      avatar(replied.author, true),
      h("span", { class: "above-name" }, nameOf(replied.author)),
      h("button", { class: "quoted", type: "button", "data-jump": replied.id }, inline(words.split("\n")[0])),
    );
  }
  return message.message_reference ? h("div", { class: "above" }, h("em", {}, "Original message was deleted")) : null;
}

function head(message) {
  return h(
    "header",
    { class: "head" },
    h("span", { class: `name${message.author.bot ? " bot" : ""}` }, nameOf(message.author)),
    message.author.bot ? h("span", { class: "badge" }, "APP") : null,
    h("time", { datetime: message.timestamp }, messageTime(message.timestamp)),
  );
}

function content(message) {
  if (message.thinking) {
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    return h("div", { class: "thinking" }, dots, ` ${message.author.username} is thinking…`);
  }
  const drawn = draw(message.components);
  const v2 = (message.flags & (1 << 15)) !== 0;
  return h(
    "div",
    { class: `content${v2 ? " v2" : ""}` },
    message.content ? h("div", { class: "text" }, markdown(message.content), edited(message)) : null,
    v2 ? null : message.attachments.map(attachmentNode),
    message.embeds.map(embed),
    drawn,
  );
}

function edited(message) {
  return message.edited_timestamp ? h("span", { class: "edited" }, " (edited)") : null;
}

function embed(one) {
  const colour = one.color ? `#${one.color.toString(16).padStart(6, "0")}` : null;
  return h(
    "div",
    { class: "container accented embed", "--accent": colour },
    one.title ? h("div", { class: "heading level-3" }, inline(one.title)) : null,
    one.description ? h("div", { class: "text" }, markdown(one.description)) : null,
    (one.fields ?? []).map((field) => h("div", { class: "field" }, h("strong", {}, inline(field.name)), h("div", { class: "text" }, markdown(field.value)))),
    one.footer ? h("div", { class: "subtext" }, one.footer.text) : null,
  );
}

function foot(message, failure) {
  return [
    failure ? h("div", { class: "failure", role: "alert" }, failure) : null,
    message.private
      ? h("div", { class: "privacy" }, "👁 Only you can see this · ", h("button", { type: "button", class: "linkish", "data-dismiss": message.id }, "Dismiss message"))
      : null,
  ];
}

function tools(message) {
  return h(
    "div",
    { class: "tools" },
    message.private ? null : h("button", { type: "button", tabindex: -1, "data-reply": message.id, title: "Reply", "aria-label": "Reply" }, "↩"),
    h("button", { type: "button", "data-more": message.id, title: "More", "aria-label": "More", "aria-haspopup": "menu" }, "⋯"),
  );
}

/** Whether a message stands under the one before it without a head of its own. */
export function follows(message, before) {
  return Boolean(
    before &&
      before.author.id === message.author.id &&
      before.private === message.private &&
      !message.used &&
      !message.message_reference &&
      new Date(message.timestamp) - new Date(before.timestamp) < GROUPED_WITHIN_MS,
  );
}
