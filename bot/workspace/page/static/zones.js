// Instants as people read them, in a named zone; never in the browser's own.

const formats = new Map();
function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key);
}

export function parts(at, zone) {
  const list = format(zone, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" })
    .formatToParts(new Date(at * 1000));
  return Object.fromEntries(list.map((part) => [part.type, part.value]));
}

export const dayOf = (at, zone) => { const p = parts(at, zone); return `${p.year}-${p.month}-${p.day}`; };
export const timeOf = (at, zone) => { const p = parts(at, zone); return `${p.hour}:${p.minute}`; };
export const longDay = (at, zone) => format(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(at * 1000));

// The instant of a wall clock reading (`2026-03-02T09:00`) in a zone.
export function instant(reading, zone) {
  const wanted = Date.parse(`${reading}:00Z`) / 1000;
  let at = wanted;
  for (let turn = 0; turn < 2; turn += 1) {
    const p = parts(at, zone);
    at += wanted - Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`) / 1000;
  }
  return at;
}

export const reading = (at, zone) => { const p = parts(at, zone); return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`; };

const ordinal = (day) => `${day}${["th", "st", "nd", "rd"][day % 100 > 10 && day % 100 < 14 ? 0 : Math.min(day % 10, 4) % 4]}`;

function ago(at, now) {
  const seconds = Math.round(at - now), size = Math.abs(seconds);
  const [count, unit] = size < 60 ? [seconds, "second"] : size < 3600 ? [seconds / 60, "minute"]
    : size < 172800 ? [seconds / 3600, "hour"] : [seconds / 86400, "day"];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.trunc(count), unit);
}

function pretty(at, zone, now, plain) {
  const days = Math.round((Date.parse(dayOf(at, zone)) - Date.parse(dayOf(now, zone))) / 86400000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? plain;
}

// Slack's <!date^…> format string, filled in.
export function fillDate(pattern, at, zone, now) {
  const p = parts(at, zone), date = new Date(at * 1000);
  const month = format(zone, { month: "long" }).format(date), short = month.slice(0, 3);
  const weekday = format(zone, { weekday: "long" }).format(date), day = ordinal(Number(p.day));
  const plain = `${month} ${day}, ${p.year}`, brief = `${short} ${Number(p.day)}, ${p.year}`, long = `${weekday}, ${plain}`;
  const values = {
    date_num: `${p.year}-${p.month}-${p.day}`, date_slash: `${p.month}/${p.day}/${p.year}`, date: plain, date_short: brief,
    date_long: long, date_long_full: long, date_pretty: pretty(at, zone, now, plain), date_short_pretty: pretty(at, zone, now, brief),
    date_long_pretty: pretty(at, zone, now, long), day_divider_pretty: pretty(at, zone, now, `${weekday}, ${month} ${day}`),
    time: `${p.hour}:${p.minute}`, time_secs: `${p.hour}:${p.minute}:${p.second}`, ago: ago(at, now),
  };
  return pattern.replace(/\{(\w+)\}/g, (token, name) => values[name] ?? token);
}
