// This tab's state: the person it acts as, the channels, and the current place.

import { context } from "./mrkdwn.js";

// `learn` and `showChannel` set `me` and `details` before anything that needs them is drawn.
export const store = {
  me: /** @type {User} */ (/** @type {unknown} */ (null)),
  details: /** @type {Details} */ (/** @type {unknown} */ (null)),
  people: /** @type {Map<string, User>} */ (new Map()),
  channels: /** @type {Map<string, Channel>} */ (new Map()),
  commands: /** @type {Command[]} */ ([]),
  shortcuts: /** @type {Shortcut[]} */ ([]),
  views: /** @type {View[]} */ ([]),
  bot: "",
  location: { kind: "channel", id: "" },
  aside: /** @type {Aside | null} */ (null),
  messages: /** @type {Message[]} */ ([]),
  arrived: /** @type {{message: Message, isNew: boolean}[]} */ ([]), // since the channel's messages were asked for
  more: false,
  ephemerals: /** @type {Map<string, Message[]>} */ (new Map()),
  forms: /** @type {Map<string, Form>} */ (new Map()),
  drafts: /** @type {Map<string, string>} */ (new Map()), // what is written and not sent, by channel and thread
  published: 0,
  clock: { at: 0, since: 0 },
};

export const now = () => store.clock.at + (performance.now() - store.clock.since) / 1000;
export const timezone = () => store.me?.tz ?? "UTC";
export const currentChannel = () => store.channels.get(store.location.id);

/** @param {Boot} boot */
export function learn(boot) {
  store.people = new Map(boot.people.map((user) => [user.id, { ...user, title: user.profile.title }]));
  store.me = /** @type {User} */ (store.people.get(boot.me));
  store.bot = boot.bot;
  store.commands = boot.commands;
  store.shortcuts = boot.shortcuts;
  store.views = boot.views;
  store.clock = { at: boot.now, since: performance.now() };
  learnChannels(boot.channels);
  Object.assign(context, {
    people: store.people,
    groups: new Map(boot.usergroups.map((group) => [group.id, group])),
    timezone: timezone(),
    now,
  });
}

/** @param {Channel[]} list */
export function learnChannels(list) {
  store.channels = new Map(list.map((channel) => [channel.id, channel]));
  context.channels = store.channels;
}

/** @param {Channel | undefined} channel */
export function title(channel) {
  if (!channel) return "";
  return channel.is_im ? (store.people.get(channel.user)?.real_name ?? "Direct message") : channel.name;
}

// Ephemeral messages are kept in this tab only: a reload loses them, as in Slack.
/** @param {string} id */
export function ephemeralsIn(id) {
  const own = store.ephemerals.get(id) ?? [];
  store.ephemerals.set(id, own);
  return own;
}

// One form per message or view: input not yet submitted.
/**
 * @param {string} key
 * @param {Omit<Form, "values">} make
 * @returns {Form}
 */
export function rememberedForm(key, make) {
  const form = Object.assign(store.forms.get(key) ?? { values: new Map() }, make);
  store.forms.set(key, form);
  return form;
}

/** @param {Form} form */
export const entered = (form) => Object.fromEntries(form.values);

// Navigation targets; main.js fills them in.
export const go = {
  channel: /** @type {(id: string | undefined, ts?: string) => unknown} */ (() => {}),
  home: /** @type {() => unknown} */ (() => {}),
};
