/** Joins the parts: who this window is, what it hears, what its buttons do. */

import { selectRows } from "./choices.js";
import { findComponent } from "./components.js";
import { Composer } from "./composer.js";
import { fill, h, near } from "./dom.js";
import { Link } from "./link.js";
import { showMenu } from "./menu.js";
import { Messages } from "./messages.js";
import { confirmed, showModal } from "./modal.js";
import { Panel } from "./panel.js";
import { Pending } from "./pending.js";
import { pick } from "./picker.js";
import { Sidebar } from "./sidebar.js";
import { here, merge, state, whenever } from "./state.js";
import { Top } from "./top.js";
import { keepTime } from "./time.js";

const asked = new URLSearchParams(`key=${location.hash.slice(1)}`);
const link = new Link(asked.get("key"), {
  heard: (message) => (message.t === "state" ? merge(message.changed) : messages.take(message)),
  joined,
});
const messages = new Messages(document.querySelector("#messages"), () => link.act("newest"));
const pending = new Pending(messages);
const composer = new Composer(document.querySelector("#composer"), link, runCommand);
const panel = new Panel(document.querySelector("#panel"), link, { attempt });
const top = new Top(document.querySelector("#top"));
const sidebar = new Sidebar({ go, be, address, speak: (locale) => link.act("speak", { locale }) });

function joined(yes) {
  document.body.classList.toggle("apart", !yes);
  top.connected(yes);
  if (yes) link.act("be", { who: asked.get("as") ?? "ann", named: asked.get("in") });
}

/** This page as somebody, in the channel that one looks at. */
function address(who) {
  const place = here();
  const words = new URLSearchParams({ as: who, ...(place && !place.direct ? { in: place.name } : {}) });
  return `#${asked.get("key")}&${words}`;
}

async function be(change) {
  composer.plain();
  await link.act("be", change);
}

async function go(id) {
  document.body.classList.remove("side-open");
  composer.plain();
  await link.act("be", { channel: id });
  composer.focus();
}

function remember() {
  if (!state.me) return;
  const place = here();
  asked.set("as", state.me.name);
  if (place && !place.direct) asked.set("in", place.name);
  history.replaceState(null, "", address(state.me.name));
  document.title = place ? `#${place.name} · Clapper sandbox` : "Clapper sandbox";
}

async function runCommand(name, options) {
  await pending.during(`/${name}`, () => link.act("slash", { command: name, options }).then(answered));
}

function attempt(prompt, options) {
  document.body.classList.remove("panel-open");
  composer.open("create", { prompt, ...options });
}

/** What an answer brings beside messages: a modal, or the word that there was none. */
function answered(result) {
  if (result.modal) {
    showModal(result.modal, {
      upload: (file) => link.upload(file),
      send: async (values) => failed(await link.act("submit", { form: result.form, values })),
    });
  }
  return failed(result);
}

function failed(result) {
  if (result.error) throw new Error(result.error);
  return result;
}

async function press(id, customId, values) {
  messages.fail(id, null);
  try {
    answered(await link.act("press", { message: id, custom_id: customId, values }));
  } catch (problem) {
    messages.fail(id, problem.message);
  }
}

async function choose(button, id) {
  const select = findComponent(messages.get(id).components, button.dataset.choose);
  const picked = await pick({
    title: select.placeholder || "Choose",
    rows: selectRows(select),
    least: select.min_values ?? 1,
    most: select.max_values ?? 1,
    anchor: button,
  });
  button.focus();
  if (picked) await press(id, select.custom_id, picked.map((one) => one.value));
}

function more(button, id) {
  const message = messages.get(id);
  const act = (name) => pending.during(name, () => link.act("menu", { message: id, command: name }).then(answered));
  showMenu(button, "Message actions", [
    ...(message.private ? [] : [{ label: "Reply", act: () => composer.answer(message) }]),
    ...(message.private ? [] : state.menu.map((name) => ({ label: name, note: "Clapper", act: () => act(name) }))),
    { label: "Copy message ID", act: () => navigator.clipboard?.writeText(id) },
    ...(message.deletable ? [null, { label: "Delete message", danger: true, act: () => remove(id) }] : []),
    ...(message.private ? [null, { label: "Dismiss message", act: () => link.act("delete", { message: id }) }] : []),
  ]);
}

async function remove(id) {
  if (await confirmed("Delete message", "Are you sure you want to delete this message?", "Delete")) {
    await link.act("delete", { message: id });
  }
}

const CLICKS = {
  older: () => link.act("older"),
  press: (node, id) => press(id, node.dataset.press),
  choose,
  more,
  reply: (node, id) => composer.answer(messages.get(id)),
  dismiss: (node, id) => link.act("delete", { message: id }),
  jump: (node) => messages.jump(node.dataset.jump),
  go: (node) => go(node.dataset.go),
  command: (node) => composer.open(node.dataset.command),
  spoiler: (node) => node.setAttribute("data-shown", ""),
};

messages.root.addEventListener("click", (event) => {
  for (const [name, act] of Object.entries(CLICKS)) {
    const node = near(event, name);
    const id = event.target.closest(".message")?.dataset.id;
    if (node && !(name === "spoiler" && "shown" in node.dataset)) {
      act(node, id);
      return;
    }
  }
});
messages.root.addEventListener("keydown", (event) => {
  const hidden = event.target.matches("[data-spoiler]");
  if (hidden && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    event.target.setAttribute("data-shown", "");
  }
});

whenever(["guilds", "guild", "channels", "here", "me", "people"], () => sidebar.draw());
whenever(["here", "channels", "bot"], () => composer.draw());
whenever(["here", "channels", "bot", "guild"], () => top.draw());
whenever(["panel", "bot", "here", "guild"], () => panel.draw());
whenever(["here", "me", "channels"], remember);
whenever(["people", "roles", "channels", "me"], () => messages.redraw());

if (asked.get("key")) link.open();
else fill(document.querySelector("#app"), h("p", { class: "locked" }, "This address lacks its key: open the whole address that the terminal printed."));
keepTime();
