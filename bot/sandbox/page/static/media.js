/** Pictures, films and other files of a message. */

import { h } from "./dom.js";

const UNITS = ["bytes", "KB", "MB", "GB"];

export function fileSize(bytes) {
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${step ? (bytes / 1000 ** step).toFixed(1) : bytes} ${UNITS[step]}`;
}

const isFilm = (media) => /^video\//.test(media.content_type ?? "");
const isPicture = (media) => /^image\/(?!svg)/.test(media.content_type ?? "");
const isOurs = (media) => Boolean(media.attachment_id);

/** What one file is drawn as. `media` has url, content_type and attachment_id. */
export function mediaNode(media, description, { hidden = false, name = "" } = {}) {
  const made = shown(media, description, name);
  if (!hidden) return made;
  return h("div", { class: "spoiler media-spoiler", "data-spoiler": true, role: "button", tabindex: 0, "aria-label": "Spoiler" }, made);
}

function shown(media, description, name) {
  const key = `${media.attachment_id} ${description ?? ""}`;
  if (!isOurs(media)) return elsewhere(media, description);
  if (isFilm(media)) {
    const words = description || name || "Film";
    return h("div", { class: "film-place", "data-key": key, "data-film": media.url, "data-words": words, title: description });
  }
  if (isPicture(media)) {
    return h("img", { class: "picture", src: media.url, alt: description ?? "", title: description, "data-key": key });
  }
  return fileNode({ name: name || "file", size: media.size, url: media.url });
}

/** Nothing is fetched from outside this machine: what lies there is named, not loaded. */
function elsewhere(media, description) {
  const host = /^https?:\/\/([^/]+)/.exec(media.url)?.[1] ?? media.url;
  return h("a", { class: "elsewhere", href: media.url, target: "_blank", rel: "noopener noreferrer" }, description || `Media at ${host}`);
}

export function fileNode({ name, size, url }) {
  return h(
    "div",
    { class: "file" },
    h("span", { class: "file-icon", "aria-hidden": "true" }, "📄"),
    h(
      "div",
      {},
      h("a", { href: url, download: name, target: "_blank", rel: "noopener noreferrer" }, name),
      size === null || size === undefined ? null : h("div", { class: "file-size" }, fileSize(size)),
    ),
  );
}

/** Attachments below the text of a message without Components V2. */
export function attachmentNode(one) {
  const media = { ...one, attachment_id: one.id };
  if (isFilm(media) || isPicture(media)) {
    return mediaNode(media, one.description, { hidden: one.filename.startsWith("SPOILER_"), name: one.filename });
  }
  return fileNode({ name: one.filename, size: one.size, url: one.url });
}

const NEAR = "300px";

/**
 * Films have a player while they are near what the reader sees: a browser has few of them.
 *
 * What plays keeps its player wherever it is, what was stopped half way is there again later.
 */
export class Films {
  constructor(root) {
    this.sight = new IntersectionObserver((seen) => seen.forEach((one) => this.turn(one)), { root, rootMargin: `${NEAR} 0px` });
    root.addEventListener("loadedmetadata", (event) => keepShape(event.target), true);
  }

  watch(node) {
    for (const place of node.querySelectorAll("[data-film]")) this.sight.observe(place);
  }

  forget(node) {
    for (const place of node.querySelectorAll("[data-film]")) {
      this.sight.unobserve(place);
      this.away(place);
    }
  }

  turn({ target: place, isIntersecting }) {
    const film = place.firstElementChild;
    if (isIntersecting && !film) place.append(player(place));
    else if (!isIntersecting && film?.paused && !film.contains(document.activeElement)) this.away(place);
  }

  away(place) {
    const film = place.firstElementChild;
    if (!film) return;
    if (film.currentTime > 0) place.dataset.at = film.currentTime;
    film.removeAttribute("src"); // else the browser goes on loading what nobody sees
    film.load();
    film.remove();
  }
}

function player(place) {
  const { film: src, words, at } = place.dataset;
  const start = at ? `#t=${at}` : "";
  return h("video", { class: "film", controls: true, playsinline: true, preload: "metadata", tabindex: 0, src: src + start, "aria-label": words });
}

/** A film keeps the shape that it has, before it plays and while it plays. */
function keepShape(film) {
  if (film.tagName !== "VIDEO" || !film.videoWidth) return;
  film.parentElement.style.setProperty("--wide", film.videoWidth);
  film.parentElement.style.setProperty("--high", film.videoHeight);
  film.parentElement.classList.add("measured");
  film.classList.add("measured");
}
