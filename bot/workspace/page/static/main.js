// The page begins here: who this tab acts as, where it looks, and what to do with each thing that happens.

import { fill, h, icon, say, warn } from "./dom.js";
import { context } from "./mrkdwn.js";
import { live, net } from "./net.js";
import { showModals } from "./modal.js";
import { botRoom, drawHome, drawLog, go, markRead, openAside, openThread, redraw, refreshRoom, showChannel, showHome } from "./places.js";
import { learn, learnChannels, now, privateIn, store, title } from "./store.js";

const query = new URLSearchParams(location.search);
const person = query.get("as") || sessionStorage.getItem("as") || "lead";
const side = document.getElementById("side");

// The address tells who and where, so that it can be kept, shared between tabs, and gone back to.
let arrived = false;
function remember() {
  const found = new URLSearchParams({ as: store.me.key, ...(store.place.kind === "home" ? { home: "1" } : { channel: store.place.id }) });
  const wanted = `/?${found}`;
  if (location.pathname + location.search !== wanted) history[arrived ? "pushState" : "replaceState"](null, "", wanted);
  arrived = true;
}

go.channel = async (id, ts) => {
  if (!store.channels.has(id)) return trouble("There is no such channel, or you are not in it.");
  store.place = { kind: "channel", id };
  remember();
  document.body.classList.remove("menu-open");
  await openAside(null);
  drawSide();
  await showChannel(true);
  if (ts) document.querySelector(`#log [data-ts="${ts}"]`)?.scrollIntoView({ block: "center" });
};

go.home = async () => {
  store.place = { kind: "home", id: botRoom() };
  remember();
  document.body.classList.remove("menu-open");
  await openAside(null);
  drawSide();
  await showHome();
};

context.openChannel = (id) => go.channel(id);

function drawSide() {
  const rooms = [...store.channels.values()], home = store.place.kind === "home";
  const link = (room, sign) => {
    const here = room.id === store.place.id && (!home || room.is_im), unread = room.unread && room.is_member && !here;
    return h("li", {}, h("a", { href: `/?as=${store.me.key}&channel=${room.id}`, class: unread ? "unread" : "", "aria-current": here ? "page" : undefined, onclick: (event) => {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      if (room.is_im && room.user === store.bot) go.home(); else go.channel(room.id);
    } }, h("span", { class: "sign", "aria-hidden": "true" }, sign), h("span", { class: "name" }, title(room)), room.is_private && !room.is_im ? h("span", { class: "hidden" }, " (private)") : null,
    unread ? h("span", { class: "count", "aria-label": `${room.unread} unread` }, String(room.unread)) : null));
  };
  const group = (label, list) => (list.length ? [h("h2", {}, label), h("ul", {}, list)] : []);
  const open = rooms.filter((room) => !room.is_archived && !room.is_im && !room.is_mpim);
  fill(side,
    ...group("Channels", open.filter((room) => !room.is_private && room.is_member).map((room) => link(room, "#"))),
    ...group("Private", open.filter((room) => room.is_private).map((room) => link(room, icon("lock")))),
    ...group("Not joined", open.filter((room) => !room.is_private && !room.is_member).map((room) => link(room, "#"))),
    ...group("Apps", rooms.filter((room) => room.is_im).map((room) => link(room, "◆"))),
    ...group("Archived", rooms.filter((room) => room.is_archived).map((room) => link(room, room.is_private ? icon("lock") : "#"))));
}

const count = (id, by) => { const room = store.channels.get(id); if (room) room.unread = Math.max(0, (room.unread ?? 0) + by); };

const HEAR = {
  message({ channel, message }) {
    if (message.thread_ts && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast") return;
    if (channel === store.place.id && store.place.kind === "channel") { store.messages.push(message); drawLog(message.user === store.me.id); }
    if (message.user !== store.me.id) count(channel, 1);
    if (channel === store.place.id) markRead();
    drawSide();
  },
  message_changed({ channel, message }) {
    redraw(channel, message);
    if (store.aside?.kind === "thread" && channel === store.place.id && [message.ts, message.thread_ts].includes(store.aside.ts)) openAside(store.aside);
  },
  message_deleted({ channel, ts }) {
    if (channel !== store.place.id) return;
    store.messages = store.messages.filter((item) => item.ts !== ts);
    drawLog();
  },
  ephemeral({ channel, message }) {
    privateIn(channel).push(message);
    if (message.thread_ts && store.aside?.ts === message.thread_ts) openAside(store.aside);
    else if (channel === store.place.id && store.place.kind === "channel") drawLog(true);
    else say(`breachbot answered you in ${title(store.channels.get(channel))}`);
  },
  ephemeral_changed({ channel, message }) {
    const own = privateIn(channel), at = own.findIndex((item) => item.ts === message.ts);
    if (at >= 0) own[at] = message; else own.push(message);
    drawLog();
  },
  ephemeral_gone({ channel, ts }) {
    store.private.set(channel, privateIn(channel).filter((item) => item.ts !== ts));
    drawLog();
    if (store.aside?.kind === "thread") openAside(store.aside);
  },
  modal: ({ views }) => showModals(views),
  home: ({ view }) => { store.published += 1; if (store.place.kind === "home") drawHome(view); },
  failure: ({ channel, text }) => trouble(text, channel),
  read({ channel }) { const room = store.channels.get(channel); if (room) { room.unread = 0; drawSide(); } },
  channels: () => refreshChannels(),
  pins: ({ channel }) => { if (channel === store.place.id) refreshRoom(); },
  bookmarks: ({ channel }) => { if (channel === store.place.id) refreshRoom(); },
  files: ({ channel }) => { if (channel === store.place.id && store.aside?.kind === "files") openAside(store.aside); },
};

let refreshing = null;
function refreshChannels() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    learnChannels((await net.see("channels")).channels);
    if (store.place.kind === "channel" && !store.channels.has(store.place.id)) await go.channel(firstRoom());
    else { drawSide(); await refreshRoom(); }
  }, 40);
}

// Something went wrong: said in the channel, to this person only, and aloud.
let troubles = 1;
function trouble(text, id = store.place.id) {
  const at = Math.max(Number(store.messages.at(-1)?.ts ?? 0), now()) + troubles++ / 1e6;
  privateIn(id).push({ ts: at.toFixed(6), user: store.bot, text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"), is_ephemeral: true, failed: true });
  say(text);
  if (store.place.kind !== "channel" || id !== store.place.id || document.querySelector("dialog[open]")) warn(text);
  if (id === store.place.id && store.place.kind === "channel") drawLog(true);
}
document.addEventListener("trouble", (event) => trouble(event.detail));

const firstRoom = () => [...store.channels.values()].find((room) => room.is_general)?.id ?? [...store.channels.keys()][0];

function chooser() {
  const select = document.getElementById("as");
  fill(select, [...store.people.values()].filter((user) => user.id !== store.bot).map((user) => h("option", { value: user.key }, `${user.real_name} · ${user.title}`)));
  select.value = store.me.key;
  select.onchange = () => { sessionStorage.setItem("as", select.value); location.assign(`/?as=${select.value}`); };
}

async function arrive(boot) {
  const wanted = query.get("channel"), link = query.get("p");
  if (query.get("home")) return go.home();
  if (wanted && link) {
    const place = await net.see("permalink", { channel: wanted, p: link }).catch(() => null);
    if (place) { await go.channel(place.channel, place.ts); return place.thread_ts && openThread(place.thread_ts); }
  }
  const known = wanted && store.channels.has(wanted);
  await go.channel(known ? wanted : firstRoom());
  if (wanted && !known) trouble("There is no such channel or message, or you are not allowed to see it.");
  return boot;
}

async function begin() {
  net.me = person;
  const boot = await net.see("boot");
  net.me = boot.me;
  learn(boot);
  sessionStorage.setItem("as", store.me.key);
  document.title = `${store.me.real_name} · Local workspace`;
  chooser();
  await arrive(boot);
  showModals(boot.views);
  live(boot.number, (entry) => HEAR[entry.kind]?.(entry), again);
}

// After a break in the line everything is asked anew.
async function again() {
  const boot = await net.see("boot").catch(() => null);
  if (!boot) return;
  learn(boot);
  drawSide();
  showModals(boot.views);
  if (store.place.kind === "channel") await showChannel(false);
}

document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = document.getElementById("words").value.trim();
  openAside(words ? { kind: "search", words } : null);
});
document.getElementById("menu").append(icon("menu"));
document.getElementById("menu").addEventListener("click", (event) => {
  const open = document.body.classList.toggle("menu-open");
  event.currentTarget.setAttribute("aria-expanded", String(open));
  if (open) side.querySelector("a")?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (document.body.classList.contains("menu-open")) { document.body.classList.remove("menu-open"); document.getElementById("menu").focus(); }
  else if (store.aside) { openAside(null); document.getElementById("compose")?.focus(); }
});
document.addEventListener("visibilitychange", markRead);
window.addEventListener("popstate", () => location.reload());

begin().catch((error) => {
  fill(document.getElementById("main"), h("p", { class: "closed" }, error.code === "user_not_found" ? "There is no such person here. " : "The workspace does not answer. ", h("a", { href: "/?as=lead" }, "Start again as the incident lead")));
});
