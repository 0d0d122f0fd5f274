/** What stands between angle brackets: people, roles, channels, commands, times, emoji. */

import { h } from "./dom.js";
import { channel, person, role, state } from "./state.js";
import { timeNode } from "./time.js";

const KINDS = [
  [/^<@!?(\d+)>$/, (found) => personNode(person(found[1]))],
  [/^<@&(\d+)>$/, (found) => h("span", { class: "mention" }, `@${role(found[1])?.name ?? "unknown-role"}`)],
  [/^<#(\d+)>$/, (found) => channelNode(found[1])],
  [/^<\/([^:<>]{1,100}):(\d+)>$/, (found) => h("button", { class: "mention", type: "button", "data-command": found[1] }, `/${found[1]}`)],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>$/, (found) => timeNode(Number(found[1]), found[2] ?? "f")],
  [/^<a?:(\w{2,32}):(\d+)>$/, (found) => h("span", { class: "emoji", title: `:${found[1]}:` }, `:${found[1]}:`)],
  [/^<(https?:\/\/[^\s<>]+)>$/, (found) => h("a", { href: found[1], target: "_blank", rel: "noopener noreferrer" }, found[1])],
  [/^@(everyone|here)$/, (found) => h("span", { class: "mention" }, `@${found[1]}`)],
];

/** The node for `<...>`; null for what is no mention. */
export function mention(text) {
  for (const [pattern, make] of KINDS) {
    const found = pattern.exec(text);
    if (found) return make(found);
  }
  return null;
}

function personNode(one) {
  if (!one) return h("span", { class: "mention" }, "@unknown-user");
  return h("span", { class: `mention${one.id === state.me?.id ? " mine" : ""}` }, `@${one.title}`);
}

function channelNode(id) {
  const found = channel(id);
  if (!found) return h("span", { class: "mention" }, "#unknown");
  return h("button", { class: "mention", type: "button", "data-go": id }, `#${found.name}`);
}
