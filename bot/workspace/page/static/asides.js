// The side pane: a thread, a channel's pins, people or files, or search results.

import { composer } from "./composer.js";
import { byId, fill, h, icon, say } from "./dom.js";
import { http } from "./http.js";
import { attempt, avatar, list, message, size } from "./messages.js";
import { ephemeralsIn, go, store } from "./store.js";

const main = () => byId("main");
const aside = () => byId("aside");

/** @param {string} ts */
export const openThread = (ts) => openAside({ kind: "thread", ts });

const replyField = () => /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));

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

/** @type {{ [K in keyof Panels]: (wanted: Panels[K]) => Promise<void> }} */
const PANELS = {
  async thread({ ts }) {
    const id = store.location.id,
      { messages } = await http.see("thread", { channel: id, ts });
    const own = ephemeralsIn(id).filter((item) => item.thread_ts === ts);
    const draft = replyField()?.value ?? "";
    const lines = h(
      "ol",
      { class: "log", role: "log", "aria-label": "Thread" },
      list(
        id,
        [...messages, ...own].sort((a, b) => (a.ts < b.ts ? -1 : 1)),
      ),
    );
    frame(
      "Thread",
      lines,
      store.details?.channel.is_member && !store.details.channel.is_archived
        ? composer(id, { thread: ts, label: "Reply…" })
        : null,
    );
    const reply = replyField();
    if (reply) {
      reply.value = draft;
      reply.focus();
    }
    lines.scrollTop = lines.scrollHeight;
  },
  async pins() {
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

/** @param {Aside | null} wanted */
export async function openAside(wanted) {
  store.aside = wanted;
  document.body.classList.toggle("beside", Boolean(wanted));
  if (!wanted) {
    aside().hidden = true;
    aside().replaceChildren();
  } else {
    const show = /** @type {(wanted: Aside) => Promise<void>} */ (PANELS[wanted.kind]);
    await attempt(() => show(wanted));
  }
  const name = wanted?.kind === "members" ? "people" : (wanted?.kind ?? "-");
  for (const button of main().querySelectorAll(".toolbar .tool"))
    button.setAttribute("aria-pressed", String(button.textContent?.toLowerCase().startsWith(name)));
}
