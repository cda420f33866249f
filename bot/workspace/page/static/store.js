// What this tab knows: the person it acts as, the channels, and where it looks.

import { context } from "./mrkdwn.js";

export const store = {
  me: null, people: new Map(), channels: new Map(), commands: [], shortcuts: [], bot: "", views: [],
  place: { kind: "channel", id: "" }, aside: null, messages: [], more: false, room: null,
  private: new Map(), forms: new Map(), published: 0, clock: { at: 0, since: 0 },
};

export const now = () => store.clock.at + (performance.now() - store.clock.since) / 1000;
export const zone = () => store.me?.tz ?? "UTC";
export const channel = () => store.channels.get(store.place.id);

export function learn(boot) {
  store.people = new Map(boot.people.map((user) => [user.id, { ...user, title: user.profile.title }]));
  store.me = store.people.get(boot.me);
  store.bot = boot.bot;
  store.commands = boot.commands;
  store.shortcuts = boot.shortcuts;
  store.views = boot.views;
  store.clock = { at: boot.now, since: performance.now() };
  learnChannels(boot.channels);
  Object.assign(context, { people: store.people, groups: new Map(boot.usergroups.map((group) => [group.id, group])), zone: zone(), now });
}

export function learnChannels(list) {
  store.channels = new Map(list.map((room) => [room.id, room]));
  context.channels = store.channels;
}

export function title(room) {
  if (!room) return "";
  return room.is_im ? store.people.get(room.user)?.real_name ?? "Direct message" : room.name;
}

// Private answers live in this tab only: they are gone with a reload, as the workspace promises.
export function privateIn(id) {
  if (!store.private.has(id)) store.private.set(id, []);
  return store.private.get(id);
}

// One form per message or view: what was entered and not yet sent.
export function formOf(key, make) {
  if (!store.forms.has(key)) store.forms.set(key, { values: new Map(), ...make });
  return Object.assign(store.forms.get(key), make);
}

export const entered = (form) => Object.fromEntries(form.values);
