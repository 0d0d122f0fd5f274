/** Times as Discord shows them. */

import { h } from "./dom.js";
import { now } from "./state.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export function written(unix, style = "f") {
  if (style === "R") return ago(unix);
  return new Intl.DateTimeFormat("en-GB", STYLES[style] ?? STYLES.f).format(unix * 1000);
}

/** By this machine's clock: the bot is an ordinary process, and the times that it writes are too. */
function ago(unix) {
  const seconds = unix - Date.now() / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** A time that stays right while one looks at it. */
export function timeNode(unix, style) {
  const shown = { "data-unix": unix, "data-style": style, title: written(unix, "F"), class: "timestamp" };
  return h("time", { ...shown, datetime: new Date(unix * 1000).toISOString() }, written(unix, style));
}

/** As the line above a message has it, by the sandbox's clock: today only the time of day. */
export function messageTime(iso) {
  const at = new Date(iso);
  const today = new Date(now() * 1000).toDateString() === at.toDateString();
  return written(at / 1000, "t").replace(/^/, today ? "" : `${written(at / 1000, "d")}, `);
}

export function keepTime() {
  setInterval(() => {
    for (const node of document.querySelectorAll('time[data-style="R"]')) {
      const text = ago(Number(node.dataset.unix));
      if (node.textContent !== text) node.textContent = text;
    }
  }, 1000);
}
