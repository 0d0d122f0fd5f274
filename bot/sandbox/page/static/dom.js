/** Builds nodes from what comes from outside: text only ever becomes text. */

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Makes `old` what `fresh` is, keeping every node that can stay.
 *
 * A card changes while people press its buttons and play its film: a button that was replaced
 * between pressing and letting go would swallow the click, a replaced film would start anew.
 */
export function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || key(old) !== key(fresh)) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (key(old)) {
    renewLink(old, fresh); // a film or picture that is there already
    return old;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  morphAttributes(old, fresh);
  morphChildren(old, fresh);
  return old;
}

const key = (node) => node.dataset?.key ?? "";

const LINK_OLD_SECONDS = 6 * 3600;

/** When the link was made, in seconds since 1970: it lives for a day. */
const issued = (node) => parseInt(new URL(link(node)).searchParams.get("is") ?? "0", 16);
const link = (node) => node.dataset.film ?? node.src;

/** A window may stay open for longer than a link lives; a film that somebody watches is not begun anew. */
function renewLink(old, fresh) {
  if (issued(fresh) - issued(old) <= LINK_OLD_SECONDS) return;
  if (!old.dataset.film) {
    old.src = fresh.src;
    return;
  }
  old.dataset.film = fresh.dataset.film;
  const film = old.firstElementChild;
  const watched = film && (!film.paused || film.currentTime > 0) && !film.error;
  if (film && !watched) film.src = fresh.dataset.film;
}

/** What the reader changed; and styles, which the page's policy lets nobody set as an attribute. */
const stays = (name) => name === "data-shown" || name === "style";

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !stays(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !stays(name)) old.setAttribute(name, value);
  }
  if (old.style.cssText !== fresh.style.cssText) old.style.cssText = fresh.style.cssText;
}

function morphChildren(old, fresh) {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((child, place) => {
    if (place < before.length) morph(before[place], child);
    else old.append(child);
  });
  before.slice(after.length).forEach((child) => child.remove());
}

/** The nearest element that carries this data attribute, from where an event happened. */
export const near = (event, name) => event.target.closest?.(`[data-${name}]`);
