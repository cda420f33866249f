// The side pane: a thread, a channel's pins, people or files, or search results.

import { composer } from "./composer.js";
import { byId, byKey, fill, focusedKey, h, icon, say, settle } from "./dom.js";
import { http } from "./http.js";
import { attempt, avatar, list, message, size } from "./messages.js";
import { ephemeralsIn, go, store } from "./store.js";

const main = () => byId("main");
const aside = () => byId("aside");

/** @param {string} ts */
export const openThread = (ts) => openAside({ kind: "thread", ts });

/**
 * @param {string} label
 * @param {...Child} inner
 */
const frame = (label, ...inner) => {
  fill(
    aside(),
    h(
      "header",
      { class: "head" },
      h("h2", {}, label),
      h(
        "button",
        { type: "button", class: "icon", "aria-label": "Close", onclick: () => openAside(null) },
        icon("close"),
      ),
    ),
    ...inner,
  );
  aside().hidden = false;
};

// The thread on the page. Its composer stays while messages come, and unchanged messages keep their nodes.
/** @type {{ ts: string, writes: boolean, lines: HTMLElement, made: Drawn, items: Message[] } | null} */
let thread = null;

/**
 * @param {string} id
 * @param {string} ts
 * @param {Message[]} items
 */
function drawThread(id, ts, items) {
  const writes = Boolean(store.details?.channel.is_member && !store.details.channel.is_archived);
  const again = thread?.ts === ts && thread.writes === writes && thread.lines.isConnected ? thread : null;
  const held = new Map(again?.items.map((item) => [item.ts, item]));
  const { lines, made } = again ?? {
    lines: h("ol", { class: "log", role: "log", "aria-label": "Thread" }),
    made: new Map(),
  };
  const low = !again || lines.scrollHeight - lines.scrollTop - lines.clientHeight < 60;
  const shown = items
    .map((item) => (JSON.stringify(held.get(item.ts)) === JSON.stringify(item) ? (held.get(item.ts) ?? item) : item))
    .sort((a, b) => (a.ts < b.ts ? -1 : 1));
  const focused = /** @type {HTMLElement | null | undefined} */ (
    lines.contains(document.activeElement) ? document.activeElement?.closest("[data-ts]") : null
  );
  const key = focusedKey(lines);
  settle(lines, list(id, shown, undefined, made));
  if (focused && !focused.isConnected) {
    const line = /** @type {HTMLElement | null} */ (lines.querySelector(`[data-ts="${focused.dataset.ts}"]`));
    (line && key ? (byKey(line, key) ?? line) : line)?.focus({ preventScroll: true });
  }
  thread = { ts, writes, lines, made, items: shown };
  if (!again) {
    frame("Thread", lines, writes ? composer(id, { thread: ts, label: "Reply…" }) : null);
    document.getElementById("reply")?.focus();
  }
  if (low) lines.scrollTop = lines.scrollHeight;
}

// Each asks for what it shows and then gives the function that draws it.
/** @type {{ [K in keyof Panels]: (wanted: Panels[K]) => Promise<() => void> }} */
const PANELS = {
  async thread({ ts }) {
    const id = store.location.id,
      { messages } = await http.see("thread", { channel: id, ts });
    return () => drawThread(id, ts, [...messages, ...ephemeralsIn(id).filter((item) => item.thread_ts === ts)]);
  },
  async pins() {
    return () =>
      frame(
        "Pins",
        store.details.pins.length
          ? h(
              "ol",
              { class: "log" },
              store.details.pins.map((pin) => message(store.location.id, pin.message, openThread)),
            )
          : h("p", { class: "empty" }, "Nothing is pinned."),
      );
  },
  async members() {
    return () =>
      frame(
        "People",
        h(
          "ul",
          { class: "people" },
          store.details.members
            .flatMap((id) => store.people.get(id) ?? [])
            .map((user) =>
              h(
                "li",
                {},
                avatar(user),
                h(
                  "span",
                  {},
                  h("strong", {}, user.real_name),
                  h("small", {}, `${user.title ? `${user.title} · ` : ""}${user.tz}`),
                ),
              ),
            ),
        ),
        adder(),
      );
  },
  async files() {
    const { files } = await http.see("files", { channel: store.location.id });
    return () =>
      frame(
        "Files",
        files.length
          ? h(
              "ul",
              { class: "people" },
              files.map((/** @type {SlackFile} */ file) =>
                h(
                  "li",
                  {},
                  h("span", { class: "sheet", "aria-hidden": "true" }, file.filetype.slice(0, 4)),
                  h(
                    "span",
                    {},
                    h("a", { href: http.file(file.id, true), download: file.name }, file.title),
                    h("small", {}, `${size(file.size)} · ${store.people.get(file.user)?.real_name ?? ""}`),
                  ),
                ),
              ),
            )
          : h("p", { class: "empty" }, "No files here."),
      );
  },
  async search({ words }) {
    const { messages } = await http.see("search", { text: words });
    return () => {
      say(`${messages.length} found`);
      frame(
        `Found: ${words}`,
        messages.length
          ? h(
              "ol",
              { class: "log" },
              messages.map((/** @type {Message & { channel: Channel }} */ item) =>
                h(
                  "li",
                  { class: "hit" },
                  h(
                    "button",
                    { type: "button", class: "link", onclick: () => go.channel(item.channel.id, item.ts) },
                    item.channel.name ? `#${item.channel.name}` : "Direct message",
                  ),
                  h("ol", {}, message(item.channel.id, item)),
                ),
              ),
            )
          : h("p", { class: "empty" }, "No results."),
      );
    };
  },
};

function adder() {
  const others = [...store.people.values()].filter((user) => !store.details.members.includes(user.id));
  if (!others.length || !store.details.channel.is_member || store.details.channel.is_im) return null;
  /** @type {HTMLSelectElement} */
  const select = h(
    "select",
    {
      "aria-label": "Add someone",
      onchange: () => attempt(() => http.act("invite", { channel: store.location.id, user: select.value })),
    },
    h("option", { value: "" }, "Add someone…"),
    others.map((user) => h("option", { value: user.id }, user.real_name)),
  );
  return h("p", { class: "empty" }, select);
}

let asked = 0;

// An answer that comes after something else was asked for is dropped: it must not open the pane again.
/** @param {Aside | null} wanted */
export async function openAside(wanted) {
  const number = ++asked;
  store.aside = wanted;
  document.body.classList.toggle("beside", Boolean(wanted));
  if (!wanted) {
    aside().hidden = true;
    aside().replaceChildren();
  } else {
    const show = /** @type {(wanted: Aside) => Promise<() => void>} */ (PANELS[wanted.kind]);
    const draw = await attempt(() => show(wanted));
    if (number !== asked) return;
    draw?.();
  }
  const name = wanted?.kind === "members" ? "people" : (wanted?.kind ?? "-");
  for (const button of main().querySelectorAll(".toolbar .tool"))
    button.setAttribute("aria-pressed", String(button.textContent?.toLowerCase().startsWith(name)));
}
