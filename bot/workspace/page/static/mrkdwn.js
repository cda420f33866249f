// Slack's markup, turned into nodes: emphasis, code, quotes, links, mentions, dates in the reader's timezone.

import { h, icon } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { fillDate } from "./timezones.js";

export const context = {
  people: /** @type {Map<string, User>} */ (new Map()),
  channels: /** @type {Map<string, Channel>} */ (new Map()),
  groups: /** @type {Map<string, Usergroup>} */ (new Map()),
  timezone: "UTC",
  now: () => 0,
  openChannel: /** @type {(id: string) => unknown} */ (() => {}),
};

/** @param {string} text */
const plainEntities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
/** @param {string} text */
const words = (text) => withEmoji(plainEntities(text));

/**
 * @param {string} id
 * @param {string | null | undefined} [label]
 */
export function person(id, label) {
  const known = context.people.get(id);
  return h("span", { class: "mention" }, `@${known ? known.real_name : (label ?? id)}`);
}

/**
 * @param {string} id
 * @param {string | null} label
 */
function channelMention(id, label) {
  const name = context.channels.get(id)?.name ?? label;
  if (!name) return h("span", { class: "mention" }, icon("lock"), "private channel");
  return h(
    "a",
    {
      class: "mention",
      href: `?channel=${id}`,
      onclick: (event) => {
        event.preventDefault();
        context.openChannel(id);
      },
    },
    `#${name}`,
  );
}

/**
 * @param {number} at
 * @param {string} pattern
 * @param {string | undefined} [fallback]
 * @param {string | undefined} [link]
 */
export function date(at, pattern, fallback, link) {
  const text = fillDate(pattern, at, context.timezone, context.now());
  const node = h("time", { datetime: new Date(at * 1000).toISOString(), title: fallback || undefined }, text);
  return link ? anchor(link, node) : node;
}

/**
 * @param {string} url
 * @param {...Child} inner
 */
export function anchor(url, ...inner) {
  if (!/^(https?|mailto):/i.test(url)) return h("span", {}, ...inner);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inner);
}

/** @param {string} body */
function angle(body) {
  const [target, label] = body.includes("|")
    ? [body.slice(0, body.indexOf("|")), body.slice(body.indexOf("|") + 1)]
    : [body, null];
  if (target.startsWith("@")) return person(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, at, pattern, link] = target.split("^");
    return date(Number(at), plainEntities(pattern ?? ""), plainEntities(label ?? ""), link && plainEntities(link));
  }
  if (target.startsWith("!subteam^"))
    return h("span", { class: "mention" }, `@${context.groups.get(target.slice(9))?.handle ?? label ?? "group"}`);
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${label ?? target.slice(1)}`);
  return anchor(plainEntities(target), words(label ?? target.replace(/^mailto:/, "")));
}

/** @type {Record<string, string>} */
const SIGNS = { "*": "strong", _: "em", "~": "s" };
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/;

/** @param {string} text @returns {Child[]} */
function inline(text) {
  const out = [];
  while (text) {
    const found = INLINE.exec(text);
    if (!found) {
      out.push(words(text));
      break;
    }
    if (found.index) out.push(words(text.slice(0, found.index)));
    if (found[1] !== undefined) out.push(h("code", {}, plainEntities(found[1])));
    else if (found[2] !== undefined) out.push(angle(found[2]));
    else out.push(h(SIGNS[found[0][0]], {}, inline(found[3] ?? found[4] ?? found[5])));
    text = text.slice(found.index + found[0].length);
  }
  return out;
}

/** @param {string} text */
function lines(text) {
  /** @type {Child[]} */
  const out = [];
  /** @type {string[]} */
  let quote = [];
  const flush = () => {
    if (quote.length) {
      out.push(h("blockquote", {}, broken(quote)));
      quote = [];
    }
  };
  /** @type {string[]} */
  const plain = [];
  const flushPlain = () => {
    if (plain.length) out.push(...broken(plain.splice(0)));
  };
  for (const line of text.split("\n")) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if (quoted) {
      flushPlain();
      quote.push(quoted[1]);
    } else {
      flush();
      plain.push(line);
    }
  }
  flush();
  flushPlain();
  return out;
}

/** @param {string[]} list @returns {Child[]} */
const broken = (list) => list.flatMap((line, at) => [at ? h("br") : null, ...inline(line)]);

/** @param {string | undefined} text */
export function mrkdwn(text) {
  return String(text ?? "")
    .split(/```/)
    .flatMap((piece, at) =>
      at % 2
        ? h("pre", {}, plainEntities(piece.replace(/^\n/, "").replace(/\n$/, "")))
        : lines(at ? piece.replace(/^\n/, "") : piece),
    );
}

// A text object: plain_text keeps markup characters; both support emoji.
/** @param {TextObject | undefined} object */
export function text(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  const shown = object.emoji === false ? object.text : withEmoji(object.text);
  return shown.split("\n").flatMap((line, at) => [at ? h("br") : null, line]);
}

/** @param {TextObject | undefined} object */
export const flat = (object) => (object ? withEmoji(object.text) : "");
