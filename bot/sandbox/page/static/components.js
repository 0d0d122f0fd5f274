/** Components of a message: containers, texts, media, buttons, selects. */

import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { fileNode, mediaNode } from "./media.js";
import { channel, person, role } from "./state.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "primary" };
const SELECTS = { 3: "option", 5: "person", 6: "role", 7: "person or role", 8: "channel" };

const DRAWN = {
  1: (one) => h("div", { class: "row" }, draw(one.components)),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (one) => h("div", { class: "text" }, markdown(one.content)),
  11: (one) => h("div", { class: "thumbnail" }, mediaNode(one.media, one.description, { hidden: one.spoiler })),
  12: gallery,
  13: file,
  14: separator,
  17: container,
};

export function draw(components) {
  return (components ?? []).map((one) => (DRAWN[one.type] ? DRAWN[one.type](one) : unknown(one)));
}

function unknown(one) {
  return h("div", { class: "text" }, `This page does not know components of type ${one.type}.`);
}

function button(one) {
  const face = [one.emoji ? h("span", { class: "emoji" }, emojiText(one.emoji)) : null, one.label ?? null];
  const named = { class: `button ${STYLES[one.style] ?? "secondary"}`, "aria-label": one.label ?? one.emoji?.name };
  if (one.style === 5) {
    return h("a", { ...named, href: safe(one.url), target: "_blank", rel: "noopener noreferrer" }, face, h("span", { class: "out", "aria-hidden": "true" }, "↗"));
  }
  return h("button", { ...named, type: "button", disabled: one.disabled, "data-press": one.custom_id }, face);
}

const safe = (address) => (/^(https?|discord):/i.test(address ?? "") ? address : null);
export const emojiText = (emoji) => (emoji.id ? `:${emoji.name}:` : emoji.name);

function select(one) {
  const standing = chosenNames(one);
  const label = standing.length ? standing.join(", ") : one.placeholder || `Choose ${SELECTS[one.type] === "option" ? "an" : "a"} ${SELECTS[one.type]}`;
  return h(
    "button",
    {
      class: `select${standing.length ? "" : " empty"}`,
      type: "button",
      disabled: one.disabled,
      "data-choose": one.custom_id,
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
    },
    h("span", {}, label),
    h("span", { class: "arrow", "aria-hidden": "true" }, "▾"),
  );
}

function chosenNames(one) {
  const options = (one.options ?? []).filter((option) => option.default).map((option) => option.label);
  const entities = (one.default_values ?? []).map(({ id, type }) => {
    if (type === "channel") return `#${channel(id)?.name ?? id}`;
    return type === "role" ? `@${role(id)?.name ?? id}` : person(id)?.title ?? id;
  });
  return [...options, ...entities];
}

function section(one) {
  return h("div", { class: "section" }, h("div", { class: "section-text" }, draw(one.components)), h("div", { class: "accessory" }, draw([one.accessory])));
}

function gallery(one) {
  const items = one.items.map((item) => mediaNode(item.media, item.description, { hidden: item.spoiler }));
  return h("div", { class: `gallery count-${Math.min(items.length, 4)}` }, items);
}

function file(one) {
  const made = fileNode({ name: one.name, size: one.size, url: one.file.url });
  if (!one.spoiler) return made;
  return h("div", { class: "spoiler media-spoiler", "data-spoiler": true, role: "button", tabindex: 0, "aria-label": "Spoiler" }, made);
}

function separator(one) {
  return h("div", { class: `separator space-${one.spacing}${one.divider ? " ruled" : ""}`, role: one.divider ? "separator" : null });
}

function container(one) {
  const colour = one.accent_color;
  const accent = colour === null || colour === undefined ? null : `#${colour.toString(16).padStart(6, "0")}`;
  const box = h("div", { class: `container${accent ? " accented" : ""}`, "--accent": accent }, draw(one.components));
  if (!one.spoiler) return box;
  return h("div", { class: "spoiler media-spoiler", "data-spoiler": true, role: "button", tabindex: 0, "aria-label": "Spoiler" }, box);
}

/** The component of this `custom_id`, wherever it stands. */
export function findComponent(components, customId) {
  for (const one of components ?? []) {
    if (one.custom_id === customId) return one;
    const inner = [...(one.components ?? []), one.accessory, one.component].filter(Boolean);
    const found = findComponent(inner, customId);
    if (found) return found;
  }
  return null;
}
