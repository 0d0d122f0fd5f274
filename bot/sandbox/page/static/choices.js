/** What can be chosen in a select or an option that takes people, roles or channels. */

import { emojiText } from "./components.js";
import { state } from "./state.js";

const people = () => state.people.map((one) => ({ label: one.title, description: one.name, value: one.id }));
const roles = () => state.roles.map((one) => ({ label: one.name === "@everyone" ? one.name : `@${one.name}`, value: one.id }));
const channels = (kinds) =>
  state.channels
    .filter((one) => !one.direct && (!kinds?.length || kinds.includes(one.thread ? 11 : 0)))
    .map((one) => ({ label: `#${one.name}`, value: one.id }));

/** Rows of a select component, in a message or a modal. */
export function selectRows(select) {
  const chosen = new Set((select.default_values ?? []).map((one) => one.id));
  const rows = {
    3: () =>
      select.options.map((one) => ({
        label: `${one.emoji ? `${emojiText(one.emoji)} ` : ""}${one.label}`,
        description: one.description,
        value: one.value,
        selected: one.default,
      })),
    5: people,
    6: roles,
    7: () => [...people(), ...roles()],
    8: () => channels(select.channel_types),
  }[select.type]();
  return rows.map((one) => ({ ...one, selected: one.selected || chosen.has(one.value) }));
}

const TRUTH = [
  { label: "True", value: true },
  { label: "False", value: false },
];

/** Rows of a command's option; null for one that is typed freely. */
export function optionRows(option) {
  if (option.choices?.length) return option.choices.map((one) => ({ label: one.name_localized ?? one.name, value: one.value }));
  const made = {
    5: () => TRUTH,
    6: people,
    7: () => channels(option.channel_types),
    8: roles,
    9: () => [...people(), ...roles()],
  }[option.type];
  return made ? made() : null;
}

/** The rows that match what is typed. */
export function matching(rows, typed) {
  const wanted = typed.trim().toLowerCase().replace(/^[@#]/, "");
  return rows.filter((one) => `${one.label} ${one.description ?? ""}`.toLowerCase().includes(wanted));
}
