// One message in a channel or thread: who, when, what, and its actions.

import { body } from "./blocks.js";
import { h, icon, menu, say } from "./dom.js";
import { EMOJI, QUICK } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { http } from "./http.js";
import { entered, rememberedForm, store, timezone } from "./store.js";
import { dayOf, longDay, timeOf } from "./timezones.js";

/** @param {string} ts */
const secondsOf = (ts) => Number(ts.split(".")[0]);

/**
 * @param {string} id
 * @param {Message} message
 */
export function formFor(id, message) {
  const form = rememberedForm(`${id}/${message.ts}`, {
    acts: true,
    state: message.state,
    /**
     * @param {BlockElement} element
     * @param {Holder} block
     * @param {Raw} raw
     */
    act: (element, block, raw) =>
      attempt(() =>
        http.act("click", {
          channel: id,
          ts: message.ts,
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
    suggest: async (element, block, typed) => {
      const reply = await http.act("suggest", {
        channel: id,
        ts: message.ts,
        block_id: block.block_id,
        action_id: element.action_id,
        value: typed,
      });
      return [
        ...reply.options,
        ...(reply.option_groups ?? []).flatMap((/** @type {OptionGroup} */ group) => group.options),
      ];
    },
  });
  return form;
}

// Refusals are always shown.
/** @param {() => Promise<any>} run */
export async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    say(sentence);
    document.dispatchEvent(new CustomEvent("failure", { detail: sentence }));
    return null;
  }
}

/** @param {User | undefined} user */
export function avatar(user) {
  const bot = user?.id === store.bot,
    name = user?.real_name ?? "?";
  const initials = bot
    ? "b."
    : name
        .split(" ")
        .map((word) => word[0])
        .slice(0, 2)
        .join("");
  return h(
    "span",
    {
      class: `avatar ${bot ? "bot" : `tone${[...(user?.id ?? "")].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % 6}`}`,
      "aria-hidden": "true",
    },
    initials,
  );
}

/** @param {Message} message */
function files(message) {
  return (message.files ?? []).map((file) =>
    h(
      "div",
      { class: "file" },
      file.mimetype.startsWith("image/") && file.mimetype !== "image/svg+xml"
        ? h("img", { src: http.file(file.id), alt: file.alt_txt || file.title, loading: "lazy" })
        : h("span", { class: "sheet", "aria-hidden": "true" }, file.filetype.slice(0, 4)),
      h("a", { href: http.file(file.id, true), download: file.name }, file.title),
      h("small", {}, size(file.size)),
    ),
  );
}

/** @param {number} bytes */
export const size = (bytes) =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1048576
      ? `${Math.round(bytes / 1024)} kB`
      : `${(bytes / 1048576).toFixed(1)} MB`;

/**
 * @param {string} id
 * @param {Message} message
 */
function reactions(id, message) {
  return message.reactions
    ? h(
        "div",
        { class: "reactions" },
        message.reactions.map((reaction) => {
          const mine = reaction.users.includes(store.me.id),
            names = reaction.users.map((user) => store.people.get(user)?.real_name ?? user).join(", ");
          return h(
            "button",
            {
              type: "button",
              class: mine ? "mine" : "",
              "aria-pressed": String(mine),
              "aria-label": `${reaction.name}: ${names}`,
              title: names,
              "data-key": `react/${reaction.name}`,
              onclick: () =>
                attempt(() =>
                  http.act(mine ? "unreact" : "react", { channel: id, ts: message.ts, name: reaction.name }),
                ),
            },
            EMOJI.get(reaction.name) ?? `:${reaction.name}:`,
            " ",
            String(reaction.count),
          );
        }),
      )
    : null;
}

/**
 * @param {string} id
 * @param {Message} message
 * @param {OpenThread | undefined} openThread
 */
function tools(id, message, openThread) {
  if (message.is_ephemeral)
    return h(
      "button",
      {
        type: "button",
        class: "link",
        onclick: () => attempt(() => http.act("dismiss", { channel: id, ts: message.ts })),
      },
      "Dismiss",
    );
  /**
   * @param {string} action
   * @param {object} [more]
   */
  const act = (action, more) => attempt(() => http.act(action, { channel: id, ts: message.ts, ...more }));
  const pinned = Boolean(message.pinned_to),
    inThread = message.thread_ts && message.thread_ts !== message.ts;
  /** @param {MouseEvent & Here} event */
  const react = (event) =>
    menu(
      event.currentTarget,
      QUICK.map((name) => ({
        label: `${EMOJI.get(name)} ${name.replaceAll("_", " ")}`,
        run: () => act("react", { name }),
      })),
    );
  /** @param {MouseEvent & Here} event */
  const more = (event) =>
    menu(event.currentTarget, [
      { label: pinned ? "Unpin from the channel" : "Pin to the channel", run: () => act(pinned ? "unpin" : "pin") },
      { label: "Copy link", run: () => copyLink(id, message) },
      ...store.shortcuts
        .filter((entry) => entry.type === "message")
        .map((entry) => ({
          label: entry.name,
          run: () =>
            attempt(() => http.act("shortcut", { callback_id: entry.callback_id, channel: id, ts: message.ts })),
        })),
    ]);
  return h(
    "div",
    { class: "tools" },
    h(
      "span",
      { class: "anchor" },
      h(
        "button",
        {
          type: "button",
          "aria-label": "Add a reaction",
          "aria-haspopup": "menu",
          "data-key": "tool/react",
          onclick: react,
        },
        icon("smile"),
      ),
    ),
    openThread && !inThread
      ? h(
          "button",
          {
            type: "button",
            "aria-label": "Reply in thread",
            "data-key": "tool/thread",
            onclick: () => openThread(message.ts),
          },
          icon("reply"),
        )
      : null,
    h(
      "span",
      { class: "anchor" },
      h(
        "button",
        {
          type: "button",
          "aria-label": "More actions for this message",
          "aria-haspopup": "menu",
          "data-key": "tool/more",
          onclick: more,
        },
        icon("more"),
      ),
    ),
  );
}

/**
 * @param {string} id
 * @param {Message} message
 */
async function copyLink(id, message) {
  const link = `${location.origin}/archives/${id}/p${message.ts.replace(".", "")}`;
  await navigator.clipboard?.writeText(link).catch(() => {});
  say(`Link: ${link}`);
}

/**
 * @param {Message} message
 * @param {OpenThread | undefined} openThread
 */
function replies(message, openThread) {
  if (!message.reply_count || !openThread) return null;
  return h(
    "button",
    { type: "button", class: "link replies", "data-key": "replies", onclick: () => openThread(message.ts) },
    `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`,
    h("small", {}, ` last at ${timeOf(secondsOf(message.latest_reply ?? message.ts), timezone())}`),
  );
}

/**
 * @param {string} id
 * @param {Message} item
 * @param {OpenThread | undefined} [openThread]
 */
export function message(id, item, openThread) {
  const user = store.people.get(item.user),
    quiet = item.subtype && !["thread_broadcast", "file_share"].includes(item.subtype);
  const at = secondsOf(item.ts),
    time = h(
      "time",
      { datetime: new Date(at * 1000).toISOString(), title: `${longDay(at, timezone())}, ${timeOf(at, timezone())}` },
      timeOf(at, timezone()),
    );
  if (quiet)
    return h(
      "li",
      { class: "note", "data-ts": item.ts },
      user && !item.text.startsWith("<@") ? `${user.real_name} ` : "",
      mrkdwn(item.text),
      " ",
      time,
    );
  return h(
    "li",
    {
      class: `message${item.is_ephemeral ? " private" : ""}${item.failed ? " failed" : ""}${item.pinned_to ? " pinned" : ""}`,
      "data-ts": item.ts,
      tabindex: "-1",
    },
    avatar(user),
    h(
      "div",
      { class: "what" },
      item.is_ephemeral
        ? h("p", { class: "only" }, "Only visible to you")
        : item.pinned_to
          ? h("p", { class: "only" }, icon("pin"), " Pinned")
          : null,
      h(
        "p",
        { class: "who" },
        h("strong", {}, user?.real_name ?? item.user ?? "Workspace"),
        item.bot_id ? h("span", { class: "tag" }, "App") : null,
        " ",
        time,
        item.edited && !item.bot_id ? h("small", {}, " edited") : null,
      ),
      body(formFor(id, item), item),
      files(item),
      reactions(id, item),
      replies(item, openThread),
    ),
    item.failed ? null : tools(id, item, openThread),
  );
}

// Messages with a divider for each new day. An unchanged message keeps its node, and so its input.
/**
 * @param {string} id
 * @param {Message[]} items
 * @param {OpenThread | undefined} [openThread]
 */
export function list(id, items, openThread, made = new Map()) {
  let day = "";
  /**
   * @param {string} key
   * @param {unknown} item
   * @param {() => HTMLElement} make
   */
  const once = (key, item, make) => {
    if (made.get(key)?.item !== item) made.set(key, { item, node: make() });
    return made.get(key).node;
  };
  return items.flatMap((item) => {
    const at = secondsOf(item.ts),
      own = dayOf(at, timezone());
    const line =
      own === day
        ? []
        : [once(own, own, () => h("li", { class: "day", role: "separator" }, h("span", {}, longDay(at, timezone()))))];
    day = own;
    return [...line, once(item.ts, item, () => message(id, item, openThread))];
  });
}
