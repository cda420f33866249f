// Slack's markup, turned into nodes: emphasis, code, quotes, links, mentions, dates in the reader's timezone.

import { h, icon } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { fillDate } from "./timezones.js";

export const context = {
  people: new Map(),
  channels: new Map(),
  groups: new Map(),
  timezone: "UTC",
  now: () => 0,
  openChannel: () => {},
};

const plainEntities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const words = (text) => withEmoji(plainEntities(text));

export function person(id, label) {
  const known = context.people.get(id);
  return h("span", { class: "mention" }, `@${known ? known.real_name : (label ?? id)}`);
}

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

export function date(at, pattern, fallback, link) {
  const text = fillDate(pattern, at, context.timezone, context.now());
  const node = h("time", { datetime: new Date(at * 1000).toISOString(), title: fallback || undefined }, text);
  return link ? anchor(link, node) : node;
}

export function anchor(url, ...inner) {
  if (!/^(https?|mailto):/i.test(url)) return h("span", {}, ...inner);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inner);
}

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

const SIGNS = { "*": "strong", _: "em", "~": "s" };
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/;

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

function lines(text) {
  const out = [];
  let quote = [];
  const flush = () => {
    if (quote.length) {
      out.push(h("blockquote", {}, broken(quote)));
      quote = [];
    }
  };
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

const broken = (list) => list.flatMap((line, at) => [at ? h("br") : null, ...inline(line)]);

export function mrkdwn(text) {
  return String(text ?? "")
    .split(/```/)
    .flatMap((piece, at) =>
      at % 2
        ? h("pre", {}, plainEntities(piece.replace(/^\n/, "").replace(/\n$/, "")))
        : lines(at ? piece.replace(/^\n/, "") : piece),
    );
}

// A text object: plain_text keeps its signs, both know emoji.
export function text(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  const shown = object.emoji === false ? object.text : withEmoji(object.text);
  return shown.split("\n").flatMap((line, at) => [at ? h("br") : null, line]);
}

export const flat = (object) => (object ? withEmoji(object.text) : "");
