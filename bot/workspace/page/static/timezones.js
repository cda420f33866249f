// Formats instants in a named timezone, never in the browser's own.

const formats = new Map();
/**
 * @param {string} timezone
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(timezone, options) {
  const key = timezone + JSON.stringify(options);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hourCycle: "h23", ...options }));
  return formats.get(key);
}

/**
 * @param {number} at
 * @param {string} timezone
 */
export function parts(at, timezone) {
  const list = format(timezone, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(at * 1000));
  return Object.fromEntries(list.map((/** @type {Intl.DateTimeFormatPart} */ part) => [part.type, part.value]));
}

/**
 * @param {number} at
 * @param {string} timezone
 */
export const dayOf = (at, timezone) => {
  const p = parts(at, timezone);
  return `${p.year}-${p.month}-${p.day}`;
};
/**
 * @param {number} at
 * @param {string} timezone
 */
export const timeOf = (at, timezone) => {
  const p = parts(at, timezone);
  return `${p.hour}:${p.minute}`;
};
/**
 * @param {number} at
 * @param {string} timezone
 */
export const longDay = (at, timezone) =>
  format(timezone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(at * 1000));

// The instant of a local time (`2026-03-02T09:00`) in a timezone.
/**
 * @param {string} reading
 * @param {string} timezone
 */
export function instant(reading, timezone) {
  const wanted = Date.parse(`${reading}:00Z`) / 1000;
  let at = wanted;
  for (let turn = 0; turn < 2; turn += 1) {
    const p = parts(at, timezone);
    at += wanted - Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`) / 1000;
  }
  return at;
}

/**
 * @param {number} at
 * @param {string} timezone
 */
export const reading = (at, timezone) => {
  const p = parts(at, timezone);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
};

/** @param {number} day */
const ordinal = (day) =>
  `${day}${["th", "st", "nd", "rd"][day % 100 > 10 && day % 100 < 14 ? 0 : Math.min(day % 10, 4) % 4]}`;

/**
 * @param {number} at
 * @param {number} now
 */
function ago(at, now) {
  const seconds = Math.round(at - now),
    size = Math.abs(seconds);
  const [count, unit] =
    size < 60
      ? [seconds, "second"]
      : size < 3600
        ? [seconds / 60, "minute"]
        : size < 172800
          ? [seconds / 3600, "hour"]
          : [seconds / 86400, "day"];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(
    Math.trunc(Number(count)),
    /** @type {Intl.RelativeTimeFormatUnit} */ (unit),
  );
}

/**
 * @param {number} at
 * @param {string} timezone
 * @param {number} now
 * @param {string} plain
 */
function pretty(at, timezone, now, plain) {
  const days = Math.round((Date.parse(dayOf(at, timezone)) - Date.parse(dayOf(now, timezone))) / 86400000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? plain;
}

// Slack's <!date^…> format string, filled in.
/**
 * @param {string} pattern
 * @param {number} at
 * @param {string} timezone
 * @param {number} now
 */
export function fillDate(pattern, at, timezone, now) {
  const p = parts(at, timezone),
    date = new Date(at * 1000);
  const month = format(timezone, { month: "long" }).format(date),
    short = month.slice(0, 3);
  const weekday = format(timezone, { weekday: "long" }).format(date),
    day = ordinal(Number(p.day));
  const plain = `${month} ${day}, ${p.year}`,
    brief = `${short} ${Number(p.day)}, ${p.year}`,
    long = `${weekday}, ${plain}`;
  /** @type {Record<string, string>} */
  const values = {
    date_num: `${p.year}-${p.month}-${p.day}`,
    date_slash: `${p.month}/${p.day}/${p.year}`,
    date: plain,
    date_short: brief,
    date_long: long,
    date_long_full: long,
    date_pretty: pretty(at, timezone, now, plain),
    date_short_pretty: pretty(at, timezone, now, brief),
    date_long_pretty: pretty(at, timezone, now, long),
    day_divider_pretty: pretty(at, timezone, now, `${weekday}, ${month} ${day}`),
    time: `${p.hour}:${p.minute}`,
    time_secs: `${p.hour}:${p.minute}:${p.second}`,
    ago: ago(at, now),
  };
  return pattern.replace(/\{(\w+)\}/g, (token, name) => values[name] ?? token);
}
