// What this tab knows: the person it acts as, the channels, and where it looks.

import { context } from "./mrkdwn.js";

export const store = {
  me: null,
  people: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  bot: "",
  views: [],
  location: { kind: "channel", id: "" },
  aside: null,
  messages: [],
  more: false,
  details: null,
  ephemerals: new Map(),
  forms: new Map(),
  published: 0,
  clock: { at: 0, since: 0 },
};

export const now = () => store.clock.at + (performance.now() - store.clock.since) / 1000;
export const timezone = () => store.me?.tz ?? "UTC";
export const currentChannel = () => store.channels.get(store.location.id);

export function learn(boot) {
  store.people = new Map(boot.people.map((user) => [user.id, { ...user, title: user.profile.title }]));
  store.me = store.people.get(boot.me);
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

export function learnChannels(list) {
  store.channels = new Map(list.map((channel) => [channel.id, channel]));
  context.channels = store.channels;
}

export function title(channel) {
  if (!channel) return "";
  return channel.is_im ? (store.people.get(channel.user)?.real_name ?? "Direct message") : channel.name;
}

// Ephemeral messages are kept in this tab only: a reload loses them, as in Slack.
export function ephemeralsIn(id) {
  if (!store.ephemerals.has(id)) store.ephemerals.set(id, []);
  return store.ephemerals.get(id);
}

// One form per message or view: what was entered and not yet sent.
export function rememberedForm(key, make) {
  if (!store.forms.has(key)) store.forms.set(key, { values: new Map(), ...make });
  return Object.assign(store.forms.get(key), make);
}

export const entered = (form) => Object.fromEntries(form.values);
