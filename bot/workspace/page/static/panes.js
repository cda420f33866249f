// The main pane: a channel with its messages, or the app's Home.

import { openAside, openThread } from "./asides.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { byId, fill, h, icon, settle, swap } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { attempt, list, message } from "./messages.js";
import { anchor } from "./mrkdwn.js";
import { http } from "./http.js";
import { currentChannel, entered, ephemeralsIn, go, rememberedForm, store, title } from "./store.js";

const main = () => byId("main");
const log = () => document.getElementById("log");

/** @param {boolean} focus */
export async function showChannel(focus) {
  const id = store.location.id;
  store.arrived = [];
  const arrived = store.arrived; // what another call began to keep belongs to that one
  const [details, past] = await Promise.all([
    http.see("channel", { channel: id }),
    http.see("messages", { channel: id }),
  ]);
  if (store.location.id !== id || store.location.kind !== "channel") return;
  store.details = details;
  store.messages = past.messages;
  arrived.forEach(settled);
  store.more = past.has_more;
  drawChannel();
  if (focus) document.getElementById("compose")?.focus();
}

// A message as it is now. It may be known already, from a fetch; one that changed and isn't known stands elsewhere.
/** @param {{message: Message, isNew: boolean}} entry */
function settled({ message, isNew }) {
  const at = store.messages.findIndex((other) => other.ts === message.ts);
  if (at >= 0) store.messages[at] = message;
  else if (isNew) store.messages.push(message);
}

/**
 * @param {Message} message
 * @param {boolean} isNew
 */
export function keep(message, isNew) {
  const entry = { message, isNew };
  store.arrived.push(entry);
  settled(entry);
}

/** @type {Drawn} */
let made = new Map();

export function drawChannel() {
  made = new Map();
  const id = store.location.id,
    channel = store.details.channel;
  const lines = h("ol", {
    id: "log",
    class: "log",
    role: "log",
    "aria-label": `Messages in ${title(channel)}`,
    tabindex: "0",
  });
  const old = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("compose")),
    caret = old && old === document.activeElement ? [old.selectionStart, old.selectionEnd] : null;
  fill(main(), header(channel), bookmarks(), lines, footer(id, channel));
  const input = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("compose"));
  if (caret) input?.focus();
  if (caret && old?.value === input?.value) input?.setSelectionRange(caret[0], caret[1]);
  drawLog();
  lines.scrollTop = lines.scrollHeight;
  markRead();
}

/** @param {Channel} channel */
function header(channel) {
  /**
   * @param {"members" | "pins" | "files"} kind
   * @param {string} label
   * @param {number} [count]
   */
  const panel = (kind, label, count) =>
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-pressed": String(store.aside?.kind === kind),
        onclick: () => openAside(store.aside?.kind === kind ? null : { kind }),
      },
      label,
      count === undefined ? null : h("small", {}, ` ${count}`),
    );
  return h(
    "header",
    { class: "head" },
    h(
      "div",
      {},
      h(
        "h1",
        {},
        h(
          "span",
          { class: "sign", "aria-hidden": "true" },
          channel.is_im ? "" : channel.is_private ? icon("lock") : "# ",
        ),
        title(channel),
        channel.is_archived ? h("span", { class: "tag" }, "Archived") : null,
      ),
      channel.topic?.value
        ? h("p", { class: "quiet" }, channel.topic.value)
        : channel.purpose?.value
          ? h("p", { class: "quiet" }, channel.purpose.value)
          : null,
    ),
    channel.is_im && channel.user === store.bot
      ? tabs("messages")
      : h(
          "div",
          { class: "toolbar" },
          panel("members", "People", store.details.members.length),
          panel("pins", "Pins", store.details.pins.length),
          panel("files", "Files"),
        ),
  );
}

/** @param {string} now */
const tabs = (now) =>
  h(
    "div",
    { class: "tabs", role: "tablist" },
    [
      ["home", "Home"],
      ["messages", "Messages"],
    ].map(([name, label]) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(name === now),
          onclick: () => (name === "home" ? go.home() : go.channel(botChannel())),
        },
        label,
      ),
    ),
  );

export const botChannel = () =>
  [...store.channels.values()].find((channel) => channel.is_im && channel.user === store.bot)?.id;

function bookmarks() {
  return store.details.bookmarks.length
    ? h(
        "div",
        { class: "bookmarks", "aria-label": "Bookmarks" },
        store.details.bookmarks.map((bookmark) =>
          anchor(bookmark.link, bookmark.emoji ? withEmoji(bookmark.emoji) : icon("bookmark"), " ", bookmark.title),
        ),
      )
    : null;
}

/**
 * @param {string} id
 * @param {Channel} channel
 */
function footer(id, channel) {
  if (channel.is_archived)
    return h("p", { class: "closed" }, "This channel is archived. You can read it but not post.");
  if (!channel.is_member)
    return h(
      "p",
      { class: "closed" },
      "You're viewing a channel you haven't joined. ",
      h(
        "button",
        { type: "button", class: "btn primary", onclick: () => attempt(() => http.act("join", { channel: id })) },
        "Join",
      ),
    );
  return composer(id, { label: channel.is_im ? `Message ${title(channel)}` : `Message #${title(channel)}` });
}

function shown() {
  const own = ephemeralsIn(store.location.id).filter((item) => !item.thread_ts || item.failed);
  return [...store.messages, ...own].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function drawLog(toEnd = false) {
  const box = log();
  if (!box) return;
  const low = toEnd || box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const older = store.more
    ? h("li", { class: "note" }, h("button", { type: "button", class: "link", onclick: more }, "Show earlier messages"))
    : null;
  const empty = shown().length
    ? null
    : h(
        "li",
        { class: "note" },
        store.location.id === botChannel()
          ? "Nothing here yet. Write to breachbot, or type a command."
          : "Nothing here yet.",
      );
  settle(box, [older, empty, ...list(store.location.id, shown(), openThread, made)]);
  if (low) box.scrollTop = box.scrollHeight;
}

async function more() {
  const id = store.location.id,
    first = store.messages[0].ts;
  const past = await http.see("messages", { channel: id, before: first });
  if (store.location.id !== id || store.messages[0]?.ts !== first) return; // left, or asked for twice
  store.messages = [...past.messages, ...store.messages];
  store.more = past.has_more;
  const box = log();
  if (!box) return;
  const height = box.scrollHeight;
  drawLog();
  box.scrollTop = box.scrollHeight - height;
}

// Replaces one changed message without disturbing the rest.
/**
 * @param {string} id
 * @param {Message} item
 */
export function redraw(id, item) {
  if (id !== store.location.id) return;
  keep(item, false);
  const old = /** @type {HTMLElement | null | undefined} */ (log()?.querySelector(`[data-ts="${item.ts}"]`));
  if (old) made.set(item.ts, { item, node: swap(old, message(id, item, openThread)) });
}

export function markRead() {
  const last = store.messages.at(-1);
  if (document.visibilityState === "visible" && last && currentChannel()?.unread)
    http.act("read", { channel: store.location.id, ts: last.ts }).catch(() => {});
}

export async function refreshChannel() {
  if (store.location.kind !== "channel") return;
  const id = store.location.id,
    details = await http.see("channel", { channel: id });
  if (store.location.id !== id || store.location.kind !== "channel") return;
  store.details = details;
  main().querySelector(".head")?.replaceWith(header(store.details.channel));
  main().querySelector(".bookmarks")?.remove();
  const bar = bookmarks();
  if (bar) main().querySelector(".head")?.after(bar);
  const old = main().lastElementChild,
    kept = old?.tagName === "FORM" && store.details.channel.is_member && !store.details.channel.is_archived;
  if (!kept) old?.replaceWith(footer(store.location.id, store.details.channel));
  if (store.aside && ["pins", "members", "files"].includes(store.aside.kind)) openAside(store.aside);
}

export async function showHome() {
  fill(
    main(),
    h("header", { class: "head" }, h("div", {}, h("h1", {}, "breachbot")), tabs("home")),
    h("div", { class: "home", id: "home" }, h("p", { class: "quiet" }, "Asking breachbot…")),
  );
  const before = store.published;
  const reply = await attempt(() => http.act("home", { tab: "home" }));
  if (reply && store.published === before) drawHome(reply.view); // otherwise a newer one has arrived
}

/** @param {View | undefined} view */
export function drawHome(view) {
  const box = document.getElementById("home");
  if (!box) return;
  if (!view) return void fill(box, h("p", { class: "quiet" }, "breachbot has not put anything here yet."));
  const form = rememberedForm(view.id, {
    acts: true,
    state: view.state.values,
    /**
     * @param {BlockElement} element
     * @param {Holder} block
     * @param {Raw} raw
     */
    act: (element, block, raw) =>
      attempt(() =>
        http.act("click", {
          view_id: view.id,
          block_id: block.block_id,
          action_id: element.action_id,
          value: raw,
          values: entered(form),
        }),
      ),
    /**
     * @param {BlockElement} element
     * @param {Holder} block
     * @param {string} typed
     */
    suggest: async (element, block, typed) =>
      (
        await http.act("suggest", {
          view_id: view.id,
          block_id: block.block_id,
          action_id: element.action_id,
          value: typed,
        })
      ).options,
  });
  swap(box, h("div", { class: "home", id: "home" }, blocks(form, view.blocks)));
}
