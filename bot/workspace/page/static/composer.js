// Where a person writes: messages, slash commands with completion, mentions, files, shortcuts.

import { h, icon, menu, say } from "./dom.js";
import { attempt } from "./messages.js";
import { http } from "./http.js";
import { store } from "./store.js";

/** @param {string} value */
function offers(value) {
  if (/^\/\S*$/.test(value)) {
    return store.commands
      .filter((entry) => entry.command.startsWith(value))
      .map((entry) => ({
        put: `${entry.command} `,
        label: entry.command,
        note: [entry.usage_hint, entry.description].filter(Boolean).join("  ·  "),
      }));
  }
  const name = /(?:^|\s)@([\w.-]*)$/.exec(value);
  if (!name) return [];
  return [...store.people.values()]
    .filter(
      (user) =>
        user.name.startsWith(name[1].toLowerCase()) || user.real_name.toLowerCase().startsWith(name[1].toLowerCase()),
    )
    .map((user) => ({
      put: `${value.slice(0, value.length - name[1].length)}${user.name} `,
      label: `@${user.name}`,
      note: user.real_name,
    }));
}

// Text that wasn't sent is there again when the composer is drawn anew.
/** @param {string} id @param {{ thread?: string, label: string }} options */
export function composer(id, { thread, label }) {
  const place = `${id}/${thread ?? ""}`;
  let found = /** @type {Offer[]} */ ([]),
    at = 0;
  const list = h("ul", { class: "offers above", role: "listbox", id: `offers-${thread ?? id}`, hidden: true });
  const input = h("textarea", {
    rows: 1,
    id: thread ? "reply" : "compose",
    "aria-label": label,
    placeholder: label,
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    oninput: () => {
      write(input.value);
      show(offers(input.value));
    },
    onkeydown: keys,
    onblur: () => setTimeout(() => show([]), 150),
  });
  /** @type {HTMLInputElement} */
  const pick = h("input", {
    type: "file",
    class: "hidden",
    multiple: true,
    tabindex: "-1",
    "aria-hidden": "true",
    onchange: () => send([...(pick.files ?? [])]),
  });
  /** @param {string} value */
  function write(value) {
    if (input.value !== value) input.value = value; // setting it moves the caret
    if (value) store.drafts.set(place, value);
    else store.drafts.delete(place);
    grow();
  }
  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight + 2, 220)}px`;
  };

  /** @param {Offer[]} next */
  function show(next) {
    found = next;
    at = 0;
    list.replaceChildren(
      ...next.map((offer, number) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${number}`,
            "aria-selected": String(number === 0),
            onpointerdown: (event) => {
              event.preventDefault();
              take(offer);
            },
          },
          h("strong", {}, offer.label),
          h("small", {}, offer.note),
        ),
      ),
    );
    list.hidden = !next.length;
    input.setAttribute("aria-expanded", String(next.length > 0));
  }
  /** @param {Offer} offer */
  function take(offer) {
    write(offer.put);
    show([]);
    input.focus();
  }
  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.isComposing) return;
    if (!list.hidden) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp")
        at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      else if (event.key === "Tab" || (event.key === "Enter" && found[at].put.trim() !== input.value.trim()))
        take(found[at]);
      else if (event.key === "Escape") show([]);
      else if (event.key === "Enter") {
        event.preventDefault();
        return void send();
      } else return;
      event.preventDefault();
      [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
      input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }
  /** @param {File[]} [files] */
  async function send(files = []) {
    const written = input.value.trim();
    if (!written && !files.length) return;
    write("");
    show([]);
    input.focus(); // now, because later the person may be writing elsewhere
    const done = await attempt(() => deliver(written, files));
    if (!done) write([written, input.value].filter(Boolean).join("\n"));
    pick.value = "";
  }
  /**
   * @param {string} written
   * @param {File[]} files
   */
  async function deliver(written, files) {
    if (!files.length && written.startsWith("/") && !thread) {
      const [word, ...rest] = written.split(/\s+/);
      return http.act("command", {
        channel: id,
        command: word,
        text: written.slice(word.length).trim() || rest.join(" "),
      });
    }
    if (written.startsWith("/") && thread && !files.length)
      throw new Error("Commands can't be used in threads. Type it in the channel instead.");
    const where = thread ? { thread_ts: thread } : {};
    for (const [number, file] of files.entries())
      await http.upload(file, { channel: id, text: number ? "" : written, ...where });
    if (files.length) {
      say("Uploaded");
      return true;
    }
    return http.act("type", { channel: id, text: written, ...where });
  }
  input.value = store.drafts.get(place) ?? "";
  if (input.value) requestAnimationFrame(grow); // it has no height before it is on the page
  const shortcuts = store.shortcuts.filter((entry) => entry.type === "global");
  return h(
    "form",
    {
      class: "composer",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    list,
    input,
    pick,
    h(
      "div",
      { class: "keys" },
      h(
        "button",
        { type: "button", class: "icon", "aria-label": "Attach a file", onclick: () => pick.click() },
        icon("plus"),
      ),
      thread
        ? null
        : h(
            "button",
            {
              type: "button",
              class: "icon",
              "aria-label": "Slash command",
              onclick: () => {
                write("/");
                input.focus();
                show(offers("/"));
              },
            },
            icon("slash"),
          ),
      thread || !shortcuts.length
        ? null
        : h(
            "span",
            { class: "anchor" },
            h(
              "button",
              {
                type: "button",
                class: "icon",
                "aria-label": "Shortcuts",
                "aria-haspopup": "menu",
                onclick: (event) =>
                  menu(
                    event.currentTarget,
                    shortcuts.map((entry) => ({
                      label: entry.name,
                      run: () => attempt(() => http.act("shortcut", { callback_id: entry.callback_id })),
                    })),
                  ),
              },
              icon("bolt"),
            ),
          ),
      h("span", { class: "gap" }),
      h("button", { class: "btn primary send", type: "submit" }, "Send"),
    ),
  );
}
