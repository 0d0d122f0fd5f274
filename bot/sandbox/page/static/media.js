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
    return h("video", {
      class: "film",
      controls: true,
      playsinline: true,
      preload: "metadata",
      tabindex: 0,
      src: media.url,
      "data-key": key,
      "aria-label": description || name || "Film",
      title: description,
    });
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

/** A film keeps the shape that it has, before it plays and while it plays. */
export function keepShape(root) {
  root.addEventListener(
    "loadedmetadata",
    (event) => {
      const film = event.target;
      if (film.tagName !== "VIDEO" || !film.videoWidth) return;
      film.style.setProperty("--wide", film.videoWidth);
      film.style.setProperty("--high", film.videoHeight);
      film.classList.add("measured");
    },
    true,
  );
}
