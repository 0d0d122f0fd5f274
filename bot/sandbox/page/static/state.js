/** What the server last said, and who wants to know when it changes. */

export const state = {
  me: null,
  people: [],
  guilds: [],
  guild: null,
  roles: [],
  channels: [],
  here: null,
  commands: [],
  menu: [],
  bot: "starting",
  panel: null,
};

const listeners = [];
let clock = { now: Date.now() / 1000, speed: 1, mark: performance.now() };

/** Calls `draw` whenever one of these parts changes. */
export function whenever(names, draw) {
  listeners.push({ names, draw });
}

export function merge(changed) {
  if (changed.clock) clock = { ...changed.clock, mark: performance.now() };
  Object.assign(state, changed);
  for (const { names, draw } of listeners) {
    if (names.some((name) => name in changed)) draw();
  }
}

/** The sandbox's time, in seconds since 1970. */
export const now = () => clock.now + ((performance.now() - clock.mark) / 1000) * clock.speed;

export const person = (id) => state.people.find((one) => one.id === id);
export const role = (id) => state.roles.find((one) => one.id === id);
export const channel = (id) => state.channels.find((one) => one.id === id);
export const here = () => channel(state.here);
