// What stands in the middle and beside it: a channel, the app's Home, and the panels of details.

import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { fill, h, icon, say, settle, swap } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { attempt, avatar, formFor, list, message, size } from "./messages.js";
import { anchor } from "./mrkdwn.js";
import { net } from "./net.js";
import { channel, entered, formOf, privateIn, store, title } from "./store.js";

const main = () => document.getElementById("main");
const aside = () => document.getElementById("aside");
const log = () => document.getElementById("log");
export const go = { channel: () => {}, home: () => {}, thread: () => {} };

export async function showChannel(focus) {
  const id = store.place.id;
  const [room, past] = await Promise.all([net.see("channel", { channel: id }), net.see("messages", { channel: id })]);
  if (store.place.id !== id || store.place.kind !== "channel") return;
  store.room = room;
  store.messages = past.messages;
  store.more = past.has_more;
  drawChannel();
  if (focus) document.getElementById("compose")?.focus();
}

let made = new Map();

export function drawChannel() {
  made = new Map();
  const id = store.place.id, room = store.room.channel;
  const lines = h("ol", { id: "log", class: "log", role: "log", "aria-label": `Messages in ${title(room)}`, tabindex: "0" });
  fill(main(), header(room), bookmarks(), lines, footer(id, room));
  drawLog();
  lines.scrollTop = lines.scrollHeight;
  markRead();
}

function header(room) {
  const panel = (kind, label, count) => h("button", { type: "button", class: "tool", "aria-pressed": String(store.aside?.kind === kind), onclick: () => openAside(store.aside?.kind === kind ? null : { kind }) }, label, count === undefined ? null : h("small", {}, ` ${count}`));
  return h("header", { class: "head" },
    h("div", {}, h("h1", {}, h("span", { class: "sign", "aria-hidden": "true" }, room.is_im ? "" : room.is_private ? icon("lock") : "# "), title(room), room.is_archived ? h("span", { class: "tag" }, "Archived") : null),
      room.topic?.value ? h("p", { class: "quiet" }, room.topic.value) : room.purpose?.value ? h("p", { class: "quiet" }, room.purpose.value) : null),
    room.is_im && room.user === store.bot ? tabs("messages") : h("div", { class: "toolbar" }, panel("members", "People", store.room.members.length), panel("pins", "Pins", store.room.pins.length), panel("files", "Files")));
}

const tabs = (now) => h("div", { class: "tabs", role: "tablist" }, [["home", "Home"], ["messages", "Messages"]].map(([name, label]) =>
  h("button", { type: "button", role: "tab", "aria-selected": String(name === now), onclick: () => (name === "home" ? go.home() : go.channel(botRoom())) }, label)));

export const botRoom = () => [...store.channels.values()].find((room) => room.is_im && room.user === store.bot)?.id;

function bookmarks() {
  return store.room.bookmarks.length ? h("div", { class: "bookmarks", "aria-label": "Bookmarks" }, store.room.bookmarks.map((bookmark) => anchor(bookmark.link, bookmark.emoji ? withEmoji(bookmark.emoji) : icon("bookmark"), " ", bookmark.title))) : null;
}

function footer(id, room) {
  if (room.is_archived) return h("p", { class: "closed" }, "This channel is archived. It can be read, but not written in.");
  if (!room.is_member) return h("p", { class: "closed" }, "You are looking at a channel you are not in. ", h("button", { type: "button", class: "btn primary", onclick: () => attempt(() => net.act("join", { channel: id })) }, "Join"));
  return composer(id, { label: room.is_im ? `Message ${title(room)}` : `Message #${title(room)}` });
}

function shown() {
  const own = privateIn(store.place.id).filter((item) => !item.thread_ts || item.failed);
  return [...store.messages, ...own].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function drawLog(toEnd = false) {
  const box = log();
  if (!box) return;
  const low = toEnd || box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const older = store.more ? h("li", { class: "note" }, h("button", { type: "button", class: "link", onclick: more }, "Show earlier messages")) : null;
  const empty = shown().length ? null : h("li", { class: "note" }, store.place.id === botRoom() ? "Nothing here yet. Write to breachbot, or give a command." : "Nothing here yet.");
  settle(box, [older, empty, ...list(store.place.id, shown(), openThread, made)]);
  if (low) box.scrollTop = box.scrollHeight;
}

async function more() {
  const past = await net.see("messages", { channel: store.place.id, before: store.messages[0].ts });
  store.messages = [...past.messages, ...store.messages];
  store.more = past.has_more;
  const box = log(), height = box.scrollHeight;
  drawLog();
  box.scrollTop = box.scrollHeight - height;
}

// Put one changed message in its place without disturbing the rest.
export function redraw(id, item) {
  if (id !== store.place.id) return;
  const at = store.messages.findIndex((other) => other.ts === item.ts);
  if (at >= 0) store.messages[at] = item;
  const old = log()?.querySelector(`[data-ts="${item.ts}"]`);
  if (old) made.set(item.ts, { item, node: swap(old, message(id, item, openThread)) });
}

export function markRead() {
  const last = store.messages.at(-1);
  if (document.visibilityState === "visible" && last && channel()?.unread) net.act("read", { channel: store.place.id, ts: last.ts }).catch(() => {});
}

export async function refreshRoom() {
  if (store.place.kind !== "channel") return;
  store.room = await net.see("channel", { channel: store.place.id });
  main().querySelector(".head")?.replaceWith(header(store.room.channel));
  main().querySelector(".bookmarks")?.remove();
  const bar = bookmarks();
  if (bar) main().querySelector(".head").after(bar);
  const old = main().lastElementChild, kept = old.tagName === "FORM" && store.room.channel.is_member && !store.room.channel.is_archived;
  if (!kept) old.replaceWith(footer(store.place.id, store.room.channel));
  if (["pins", "members", "files"].includes(store.aside?.kind)) openAside(store.aside);
}

export async function showHome() {
  fill(main(), h("header", { class: "head" }, h("div", {}, h("h1", {}, "breachbot")), tabs("home")), h("div", { class: "home", id: "home" }, h("p", { class: "quiet" }, "Asking breachbot…")));
  const before = store.published;
  const reply = await attempt(() => net.act("home", { tab: "home" }));
  if (reply && store.published === before) drawHome(reply.view);  // else a newer one came meanwhile
}

export function drawHome(view) {
  const box = document.getElementById("home");
  if (!box) return;
  if (!view) return void fill(box, h("p", { class: "quiet" }, "breachbot has not put anything here yet."));
  const form = formOf(view.id, { acts: true, state: view.state.values,
    act: (element, block, raw) => attempt(() => net.act("click", { view_id: view.id, block_id: block.block_id, action_id: element.action_id, value: raw, values: entered(form) })),
    suggest: async (element, block, typed) => (await net.act("suggest", { view_id: view.id, block_id: block.block_id, action_id: element.action_id, value: typed })).options });
  swap(box, h("div", { class: "home", id: "home" }, blocks(form, view.blocks)));
}

export const openThread = (ts) => openAside({ kind: "thread", ts });

const frame = (label, ...inner) => {
  fill(aside(), h("header", { class: "head" }, h("h2", {}, label), h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => openAside(null) }, icon("close"))), ...inner);
  aside().hidden = false;
};

const PANELS = {
  async thread({ ts }) {
    const id = store.place.id, { messages } = await net.see("thread", { channel: id, ts });
    const own = privateIn(id).filter((item) => item.thread_ts === ts);
    const draft = document.getElementById("reply")?.value ?? "";
    const lines = h("ol", { class: "log", role: "log", "aria-label": "Thread" }, list(id, [...messages, ...own].sort((a, b) => (a.ts < b.ts ? -1 : 1))));
    frame("Thread", lines, store.room?.channel.is_member && !store.room.channel.is_archived ? composer(id, { thread: ts, label: "Reply…" }) : null);
    const reply = document.getElementById("reply");
    if (reply) { reply.value = draft; reply.focus(); }
    lines.scrollTop = lines.scrollHeight;
  },
  async pins() {
    frame("Pins", store.room.pins.length ? h("ol", { class: "log" }, store.room.pins.map((pin) => message(store.place.id, pin.message, openThread))) : h("p", { class: "empty" }, "Nothing is pinned."));
  },
  async members() {
    frame("People", h("ul", { class: "people" }, store.room.members.map((id) => store.people.get(id)).map((user) => h("li", {}, avatar(user), h("span", {}, h("strong", {}, user.real_name), h("small", {}, `${user.title ? `${user.title} · ` : ""}${user.tz}`))))), adder());
  },
  async files() {
    const { files } = await net.see("files", { channel: store.place.id });
    frame("Files", files.length ? h("ul", { class: "people" }, files.map((file) => h("li", {}, h("span", { class: "sheet", "aria-hidden": "true" }, file.filetype.slice(0, 4)),
      h("span", {}, h("a", { href: net.file(file.id, true), download: file.name }, file.title), h("small", {}, `${size(file.size)} · ${store.people.get(file.user)?.real_name ?? ""}`))))) : h("p", { class: "empty" }, "No files here."));
  },
  async search({ words }) {
    const { messages } = await net.see("search", { text: words });
    say(`${messages.length} found`);
    frame(`Found: ${words}`, messages.length ? h("ol", { class: "log" }, messages.map((item) => h("li", { class: "hit" },
      h("button", { type: "button", class: "link", onclick: () => go.channel(item.channel.id, item.ts) }, item.channel.name ? `#${item.channel.name}` : "Direct message"), h("ol", {}, message(item.channel.id, item))))) : h("p", { class: "empty" }, "Nothing found in what you can see."));
  },
};

function adder() {
  const others = [...store.people.values()].filter((user) => !store.room.members.includes(user.id));
  if (!others.length || !store.room.channel.is_member || store.room.channel.is_im) return null;
  const select = h("select", { "aria-label": "Add someone", onchange: () => attempt(() => net.act("invite", { channel: store.place.id, user: select.value })) }, h("option", { value: "" }, "Add someone…"), others.map((user) => h("option", { value: user.id }, user.real_name)));
  return h("p", { class: "empty" }, select);
}

export async function openAside(wanted) {
  store.aside = wanted;
  document.body.classList.toggle("beside", Boolean(wanted));
  if (!wanted) { aside().hidden = true; aside().replaceChildren(); } else await attempt(() => PANELS[wanted.kind](wanted));
  for (const button of main().querySelectorAll(".toolbar .tool")) button.setAttribute("aria-pressed", String(button.textContent.toLowerCase().startsWith({ members: "people" }[wanted?.kind] ?? wanted?.kind ?? "-")));
}

export { formFor };
