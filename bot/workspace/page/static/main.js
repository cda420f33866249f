// The page starts here: who this tab acts as, what it shows, and what to do with each feed entry.

import { openAside, openThread } from "./asides.js";
import { byId, fill, h, icon, say, warn } from "./dom.js";
import { http, live } from "./http.js";
import { showModals } from "./modal.js";
import { context } from "./mrkdwn.js";
import {
  botChannel,
  drawHome,
  drawLog,
  keep,
  markRead,
  redraw,
  refreshChannel,
  showChannel,
  showHome,
} from "./panes.js";
import { ephemeralsIn, go, learn, learnChannels, now, store, title } from "./store.js";

const query = new URLSearchParams(location.search);
const person = query.get("as") || sessionStorage.getItem("as") || "lead";
const side = byId("side");

// The address contains the person and the place, so it can be bookmarked, shared between tabs, and navigated back to.
let opened = false;
function remember() {
  const found = new URLSearchParams({
    as: store.me.key,
    ...(store.location.kind === "home" ? { home: "1" } : { channel: store.location.id }),
  });
  const wanted = `/?${found}`;
  if (location.pathname + location.search !== wanted) history[opened ? "pushState" : "replaceState"](null, "", wanted);
  opened = true;
}

go.channel = async (id, ts) => {
  if (!id || !store.channels.has(id)) return showFailure("This channel doesn't exist, or you're not in it.");
  store.location = { kind: "channel", id };
  remember();
  document.body.classList.remove("menu-open");
  await openAside(null);
  drawSide();
  await showChannel(true);
  if (ts) document.querySelector(`#log [data-ts="${ts}"]`)?.scrollIntoView({ block: "center" });
};

go.home = async () => {
  store.location = { kind: "home", id: botChannel() ?? "" };
  remember();
  document.body.classList.remove("menu-open");
  await openAside(null);
  drawSide();
  await showHome();
};

context.openChannel = (id) => go.channel(id);

function drawSide() {
  const channels = [...store.channels.values()],
    home = store.location.kind === "home";
  /**
   * @param {Channel} channel
   * @param {Child} sign
   */
  const link = (channel, sign) => {
    const here = channel.id === store.location.id && (!home || channel.is_im),
      unread = channel.unread && channel.is_member && !here;
    return h(
      "li",
      {},
      h(
        "a",
        {
          href: `/?as=${store.me.key}&channel=${channel.id}`,
          class: unread ? "unread" : "",
          "aria-current": here ? "page" : undefined,
          onclick: (event) => {
            if (event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            if (channel.is_im && channel.user === store.bot) go.home();
            else go.channel(channel.id);
          },
        },
        h("span", { class: "sign", "aria-hidden": "true" }, sign),
        h("span", { class: "name" }, title(channel)),
        channel.is_private && !channel.is_im ? h("span", { class: "hidden" }, " (private)") : null,
        unread ? h("span", { class: "count", "aria-label": `${channel.unread} unread` }, String(channel.unread)) : null,
      ),
    );
  };
  /**
   * @param {string} label
   * @param {HTMLElement[]} list
   */
  const group = (label, list) => (list.length ? [h("h2", {}, label), h("ul", {}, list)] : []);
  const open = channels.filter((channel) => !channel.is_archived && !channel.is_im && !channel.is_mpim);
  fill(
    side,
    ...group(
      "Channels",
      open.filter((channel) => !channel.is_private && channel.is_member).map((channel) => link(channel, "#")),
    ),
    ...group(
      "Private",
      open.filter((channel) => channel.is_private).map((channel) => link(channel, icon("lock"))),
    ),
    ...group(
      "Not joined",
      open.filter((channel) => !channel.is_private && !channel.is_member).map((channel) => link(channel, "#")),
    ),
    ...group(
      "Apps",
      channels.filter((channel) => channel.is_im).map((channel) => link(channel, "◆")),
    ),
    ...group(
      "Archived",
      channels
        .filter((channel) => channel.is_archived)
        .map((channel) => link(channel, channel.is_private ? icon("lock") : "#")),
    ),
  );
}

/**
 * @param {string} id
 * @param {number} by
 */
const count = (id, by) => {
  const channel = store.channels.get(id);
  if (channel) channel.unread = Math.max(0, (channel.unread ?? 0) + by);
};

/** @type {Record<string, (entry: FeedEntry) => unknown>} */
const ON_ENTRY = {
  message({ channel, message }) {
    if (message.thread_ts && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast") return;
    if (channel === store.location.id && store.location.kind === "channel") {
      keep(message, true);
      drawLog(message.user === store.me.id);
    }
    if (message.user !== store.me.id) count(channel, 1);
    if (channel === store.location.id) markRead();
    drawSide();
  },
  message_changed({ channel, message }) {
    redraw(channel, message);
    if (
      store.aside?.kind === "thread" &&
      channel === store.location.id &&
      [message.ts, message.thread_ts].includes(store.aside.ts)
    )
      openAside(store.aside);
  },
  message_deleted({ channel, ts }) {
    if (channel !== store.location.id) return;
    store.messages = store.messages.filter((item) => item.ts !== ts);
    drawLog();
  },
  ephemeral({ channel, message }) {
    ephemeralsIn(channel).push(message);
    if (message.thread_ts && store.aside?.kind === "thread" && store.aside.ts === message.thread_ts)
      openAside(store.aside);
    else if (channel === store.location.id && store.location.kind === "channel") drawLog(true);
    else say(`breachbot answered you in ${title(store.channels.get(channel))}`);
  },
  ephemeral_changed({ channel, message }) {
    const own = ephemeralsIn(channel),
      at = own.findIndex((item) => item.ts === message.ts);
    if (at >= 0) own[at] = message;
    else own.push(message);
    drawLog();
  },
  ephemeral_gone({ channel, ts }) {
    store.ephemerals.set(
      channel,
      ephemeralsIn(channel).filter((item) => item.ts !== ts),
    );
    drawLog();
    if (channel === store.location.id && store.aside?.kind === "thread") openAside(store.aside);
  },
  modal: ({ views }) => showModals(views),
  home: ({ view }) => {
    store.published += 1;
    if (store.location.kind === "home") drawHome(view);
  },
  failure: ({ channel, text }) => showFailure(text, channel),
  read({ channel: id }) {
    const channel = store.channels.get(id);
    if (channel) {
      channel.unread = 0;
      drawSide();
    }
  },
  channels: () => refreshChannels(),
  pins: ({ channel }) => {
    if (channel === store.location.id) refreshChannel();
  },
  bookmarks: ({ channel }) => {
    if (channel === store.location.id) refreshChannel();
  },
  files: ({ channel }) => {
    if (channel === store.location.id && store.aside?.kind === "files") openAside(store.aside);
  },
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let refreshing;
function refreshChannels() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    learnChannels((await http.see("channels")).channels);
    if (store.location.kind === "channel" && !store.channels.has(store.location.id)) await go.channel(firstChannel());
    else {
      drawSide();
      await refreshChannel();
    }
  }, 40);
}

// Something went wrong: shown in the channel, to this person only, and announced to screen readers.
let failures = 1;
/** @param {string} text */
function showFailure(text, id = store.location.id) {
  const at = Math.max(Number(store.messages.at(-1)?.ts ?? 0), now()) + failures++ / 1e6;
  ephemeralsIn(id).push({
    ts: at.toFixed(6),
    user: store.bot,
    text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    is_ephemeral: true,
    failed: true,
  });
  say(text);
  if (store.location.kind !== "channel" || id !== store.location.id || document.querySelector("dialog[open]"))
    warn(text);
  if (id === store.location.id && store.location.kind === "channel") drawLog(true);
}
document.addEventListener("failure", (event) => showFailure(/** @type {CustomEvent<string>} */ (event).detail));

const firstChannel = () =>
  [...store.channels.values()].find((channel) => channel.is_general)?.id ?? [...store.channels.keys()][0];

function chooser() {
  const select = /** @type {HTMLSelectElement} */ (byId("as"));
  fill(
    select,
    [...store.people.values()]
      .filter((user) => user.id !== store.bot)
      .map((user) => h("option", { value: user.key }, `${user.real_name} · ${user.title}`)),
  );
  select.value = store.me.key;
  select.onchange = () => {
    sessionStorage.setItem("as", select.value);
    location.assign(`/?as=${select.value}`);
  };
}

/** @param {Boot} boot */
async function openLocation(boot) {
  const wanted = query.get("channel"),
    link = query.get("p");
  if (query.get("home")) return go.home();
  if (wanted && link) {
    const place = await http.see("permalink", { channel: wanted, p: link }).catch(() => null);
    if (place) {
      await go.channel(place.channel, place.ts);
      return place.thread_ts && openThread(place.thread_ts);
    }
  }
  const known = wanted && store.channels.has(wanted);
  await go.channel(known ? wanted : firstChannel());
  if (wanted && !known) showFailure("This channel or message doesn't exist, or you don't have access to it.");
  return boot;
}

async function start() {
  http.me = person;
  const boot = await http.see("boot");
  http.me = boot.me;
  learn(boot);
  sessionStorage.setItem("as", store.me.key);
  document.title = `${store.me.real_name} · Local workspace`;
  chooser();
  await openLocation(boot);
  showModals(boot.views);
  live(boot.number, (entry) => ON_ENTRY[entry.kind]?.(entry), reload);
}

// After a lost connection, everything is reloaded.
async function reload() {
  const boot = await http.see("boot").catch(() => null);
  if (!boot) return;
  learn(boot);
  drawSide();
  showModals(boot.views);
  if (store.location.kind === "home") return showHome();
  await showChannel(false);
  if (store.aside) openAside(store.aside);
}

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = /** @type {HTMLInputElement} */ (byId("words")).value.trim();
  openAside(words ? { kind: "search", words } : null);
});
byId("menu").append(icon("menu"));
byId("menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("menu-open");
  byId("menu").setAttribute("aria-expanded", String(open));
  if (open) side.querySelector("a")?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (document.body.classList.contains("menu-open")) {
    document.body.classList.remove("menu-open");
    byId("menu").focus();
  } else if (store.aside) {
    openAside(null);
    document.getElementById("compose")?.focus();
  }
});
document.addEventListener("visibilitychange", markRead);
window.addEventListener("popstate", () => location.reload());

start().catch((error) => {
  fill(
    byId("main"),
    h(
      "p",
      { class: "closed" },
      error.code === "user_not_found" ? "This person doesn't exist. " : "The workspace isn't responding. ",
      h("a", { href: "/?as=lead" }, "Restart as the incident lead"),
    ),
  );
});
