// Rich text and Markdown blocks.

import { h } from "./dom.js";
import { EMOJI, withEmoji } from "./emoji.js";
import { anchor, date, person, context } from "./mrkdwn.js";

/** @param {Child} node @param {Record<string, boolean>} [style] */
function styled(node, style = {}) {
  for (const [name, tag] of [
    ["code", "code"],
    ["bold", "strong"],
    ["italic", "em"],
    ["strike", "s"],
    ["underline", "u"],
  ]) {
    if (style[name]) node = h(tag, {}, node);
  }
  return node;
}

/** @type {Record<string, (piece: RichPiece) => Child>} */
const PIECES = {
  text: (piece) => styled(piece.text, piece.style),
  emoji: (piece) => EMOJI.get(piece.name) ?? `:${piece.name}:`,
  link: (piece) => styled(anchor(piece.url, piece.text ?? piece.url), piece.style),
  user: (piece) => person(piece.user_id),
  channel: (piece) =>
    h("span", { class: "mention" }, `#${context.channels.get(piece.channel_id)?.name ?? "private channel"}`),
  usergroup: (piece) =>
    h("span", { class: "mention" }, `@${context.groups.get(piece.usergroup_id)?.handle ?? "group"}`),
  broadcast: (piece) => h("span", { class: "mention" }, `@${piece.range}`),
  date: (piece) => date(piece.timestamp, piece.format, piece.fallback, piece.url),
  color: (piece) => piece.value,
};

/** @param {RichPiece[] | undefined} list */
const pieces = (list) => (list ?? []).map((piece) => PIECES[piece.type]?.(piece) ?? `[${piece.type}]`);

/** @type {Record<string, (part: RichPart) => Child>} */
const PARTS = {
  rich_text_section: (part) => h("p", {}, pieces(part.elements)),
  rich_text_preformatted: (part) => h("pre", {}, pieces(part.elements)),
  rich_text_quote: (part) => h("blockquote", {}, pieces(part.elements)),
  rich_text_list: (part) =>
    h(
      part.style === "ordered" ? "ol" : "ul",
      { class: `level${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : undefined },
      (part.elements ?? []).map((item) => h("li", {}, pieces(item.elements))),
    ),
};

/** @param {RichText} block */
export const richText = (block) =>
  h(
    "div",
    { class: "prose" },
    (block.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? `[${part.type}]`),
  );

const SPAN =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_|~~([^~]+)~~|\[([^\]]+)\]\(([^)\s]+)\)/;

/** @param {string} line @returns {Child[]} */
function span(line) {
  const out = [];
  while (line) {
    const found = SPAN.exec(line);
    if (!found) {
      out.push(withEmoji(line));
      break;
    }
    if (found.index) out.push(withEmoji(line.slice(0, found.index)));
    const [, code, bold, bold2, em, em2, strike, label, url] = found;
    if (code) out.push(h("code", {}, code));
    else if (bold || bold2) out.push(h("strong", {}, span(bold || bold2)));
    else if (em || em2) out.push(h("em", {}, span(em || em2)));
    else if (strike) out.push(h("s", {}, span(strike)));
    else out.push(anchor(url, span(label)));
    line = line.slice(found.index + found[0].length);
  }
  return out;
}

/** @type {[RegExp, (found: RegExpExecArray) => HTMLElement][]} */
const LINES = [
  [/^(#{1,6}) +(.*)$/, (m) => h(`h${Math.min(m[1].length + 2, 6)}`, {}, span(m[2]))],
  [/^(?:-{3,}|\*{3,})$/, () => h("hr")],
];

// Headings, lists, quotes, tables, fenced code and paragraphs, as bots write them.
/** @param {string} source */
export function markdown(source) {
  const out = [],
    rows = source.split("\n");
  /** @param {(row: string) => unknown} test */
  const take = (test) => {
    /** @type {string[]} */
    const got = [];
    while (rows.length && test(rows[0])) got.push(/** @type {string} */ (rows.shift()));
    return got;
  };
  while (rows.length) {
    const line = rows[0],
      special = LINES.find(([shape]) => shape.test(line));
    if (!line.trim()) rows.shift();
    else if (line.startsWith("```")) {
      rows.shift();
      const code = take((row) => !row.startsWith("```"));
      rows.shift();
      out.push(h("pre", {}, code.join("\n")));
    } else if (special) {
      rows.shift();
      out.push(special[1](/** @type {RegExpExecArray} */ (special[0].exec(line))));
    } else if (/^\s*[-*+] /.test(line))
      out.push(
        h(
          "ul",
          {},
          take((row) => /^\s*[-*+] /.test(row)).map((row) => h("li", {}, span(row.replace(/^\s*[-*+] /, "")))),
        ),
      );
    else if (/^\s*\d+[.)] /.test(line))
      out.push(
        h(
          "ol",
          {},
          take((row) => /^\s*\d+[.)] /.test(row)).map((row) => h("li", {}, span(row.replace(/^\s*\d+[.)] /, "")))),
        ),
      );
    else if (line.startsWith(">"))
      out.push(
        h(
          "blockquote",
          {},
          take((row) => row.startsWith(">")).flatMap((row, at) => [
            at ? h("br") : null,
            ...span(row.replace(/^> ?/, "")),
          ]),
        ),
      );
    else if (line.startsWith("|")) out.push(pipes(take((row) => row.startsWith("|"))));
    else
      out.push(
        h(
          "p",
          {},
          take((row) => row.trim() && !/^(```|#{1,6} |>|\||\s*[-*+] |\s*\d+[.)] )/.test(row)).flatMap((row, at) => [
            at ? h("br") : null,
            ...span(row),
          ]),
        ),
      );
  }
  return h("div", { class: "prose" }, out);
}

/** @param {string[]} rows */
function pipes(rows) {
  /** @param {string} row */
  const cells = (row) =>
    row
      .replace(/^\||\|\s*$/g, "")
      .split("|")
      .map((cell) => cell.trim());
  const body = rows.filter((row) => !/^\|[\s:|-]+$/.test(row)).map(cells);
  return h(
    "div",
    { class: "wide" },
    h(
      "table",
      {},
      body.map((row, at) =>
        h(
          "tr",
          {},
          row.map((cell) => h(at ? "td" : "th", {}, span(cell))),
        ),
      ),
    ),
  );
}
