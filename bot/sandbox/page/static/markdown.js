/** Discord's markdown, as nodes. Nothing of the text is ever read as HTML. */

import { h } from "./dom.js";
import { mention } from "./mentions.js";

const INLINE = [
  [/\\([^\w\s])/y, (found) => found[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (found) => h("code", {}, found[2].trim() || found[2])],
  [/<(?:@[!&]?|#|\/|t:|a?:|https?:)[^<>\n]+>|@everyone|@here/y, (found) => mention(found[0])],
  [/\[((?:[^[\]\\\n]|\\.)+)\]\(<?(https?:\/\/[^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+"[^"\n]*")?\)/y, (found) => link(found[2], inline(found[1]))],
  [/https?:\/\/[^\s<]*[^\s<.,:;"')\]*_~|]/y, (found) => link(found[0], found[0])],
  [/\*\*\*([\s\S]+?)\*\*\*(?!\*)/y, (found) => h("strong", {}, h("em", {}, inline(found[1])))],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, (found) => h("strong", {}, inline(found[1]))],
  [/__([\s\S]+?)__(?!_)/y, (found) => h("u", {}, inline(found[1]))],
  [/\*(?=\S)((?:\*\*|[^*])+?)(?<=\S)\*(?!\*)/y, (found) => h("em", {}, inline(found[1]))],
  [/_((?:__|\\.|[^_\\])+?)_(?![_\w])/y, (found) => h("em", {}, inline(found[1]))],
  [/~~([\s\S]+?)~~(?!~)/y, (found) => h("s", {}, inline(found[1]))],
  [/\|\|([\s\S]+?)\|\|/y, (found) => spoiler(inline(found[1]))],
  [/\n/y, () => h("br")],
];
const STARTS = /[\\`<@[h*_~|\n]/g;

function link(address, content) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, content);
}

function spoiler(content) {
  return h("span", { class: "spoiler", "data-spoiler": true, role: "button", tabindex: 0, "aria-label": "Spoiler" }, h("span", {}, content));
}

/** One run of text, as a list of nodes and strings. */
export function inline(text) {
  const made = [];
  let plain = "";
  let place = 0;
  while (place < text.length) {
    STARTS.lastIndex = place;
    const start = STARTS.exec(text)?.index ?? text.length;
    plain += text.slice(place, start);
    place = start;
    const found = place < text.length && firstAt(text, place);
    if (found) {
      if (plain) made.push(plain);
      plain = "";
      made.push(found.node);
      place = found.end;
    } else if (place < text.length) {
      plain += text[place];
      place += 1;
    }
  }
  if (plain) made.push(plain);
  return made;
}

function firstAt(text, place) {
  const inWord = place > 0 && /\w/.test(text[place - 1]);
  for (const [pattern, make] of INLINE) {
    if (inWord && text[place] === "_" && text[place + 1] !== "_") return null;
    pattern.lastIndex = place;
    const found = pattern.exec(text);
    if (found) {
      const node = make(found);
      if (node !== null) return { node, end: place + found[0].length };
    }
  }
  return null;
}

const FENCE = /```(?:([a-z0-9_+\-.#]*)\n)?\n*([\s\S]*?)\n*```/gi;

/** A whole text: headings, quotes, lists and code around the runs. */
export function markdown(text) {
  const made = [];
  let place = 0;
  for (const found of text.matchAll(FENCE)) {
    if (!found[2].trim()) continue;
    made.push(...blocks(text.slice(place, found.index).replace(/\n$/, "")));
    made.push(h("pre", { tabindex: 0 }, h("code", { "data-language": found[1] || null }, found[2])));
    place = found.index + found[0].length;
  }
  made.push(...blocks(text.slice(place).replace(place ? /^\n/ : /^$/, "")));
  return made;
}

const HEADING = /^(#{1,3})\s+(.+)$/;
const SUBTEXT = /^-#\s+(.+)$/;
const QUOTE = /^> (.*)$/;
const ITEM = /^(\s*)(?:[-*]|(\d+)\.)\s+(.+)$/;

function blocks(text) {
  if (!text) return [];
  const lines = text.split("\n");
  const made = [];
  let run = [];
  const flush = () => {
    if (run.length) made.push(h("div", { class: "run" }, inline(run.join("\n"))));
    run = [];
  };
  while (lines.length) {
    const block = blockAt(lines);
    if (block) {
      flush();
      made.push(block);
    } else run.push(lines.shift());
  }
  flush();
  return made;
}

function blockAt(lines) {
  const line = lines[0];
  if (line.startsWith(">>> ")) {
    const rest = [line.slice(4), ...lines.splice(0).slice(1)].join("\n");
    return h("blockquote", {}, blocks(rest));
  }
  if (HEADING.test(line)) {
    const [, marks, words] = HEADING.exec(lines.shift());
    return h("div", { class: `heading level-${marks.length}`, role: "heading", "aria-level": marks.length + 2 }, inline(words));
  }
  if (SUBTEXT.test(line)) return h("div", { class: "subtext" }, inline(SUBTEXT.exec(lines.shift())[1]));
  if (QUOTE.test(line)) {
    const quoted = [];
    while (lines.length && QUOTE.test(lines[0])) quoted.push(QUOTE.exec(lines.shift())[1]);
    return h("blockquote", {}, blocks(quoted.join("\n")));
  }
  return ITEM.test(line) ? list(lines, ITEM.exec(line)[1].length) : null;
}

function list(lines, depth) {
  const [, , number] = ITEM.exec(lines[0]);
  const made = h(number ? "ol" : "ul", { start: number ?? null });
  while (lines.length && ITEM.test(lines[0])) {
    const [, space, , words] = ITEM.exec(lines[0]);
    if (space.length < depth) break;
    if (space.length > depth + 1 && made.lastChild) {
      made.lastChild.append(list(lines, space.length));
    } else {
      lines.shift();
      made.append(h("li", {}, inline(words)));
    }
  }
  return made;
}
