// Talking to the workspace as one person.

export class Denied extends Error {
  /** @param {Reply} reply */
  constructor(reply) {
    super([reply.error, ...(reply.response_metadata?.messages ?? [])].join(": "));
    this.code = reply.error;
  }
}

/** @param {Response} response */
async function read(response) {
  const reply = await response.json();
  if (!reply.ok) throw new Denied(reply);
  return reply;
}

export const http = {
  me: "",
  /** @param {string} screen */
  see: async (screen, query = {}) => read(await fetch(`/as/${http.me}/${screen}?${new URLSearchParams(query)}`)),
  /**
   * @param {string} action
   * @param {object} body
   */
  act: async (action, body) =>
    read(
      await fetch(`/as/${http.me}/${action}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    ),
  /** @param {File} file */
  upload: async (file, query = {}) =>
    read(
      await fetch(`/as/${http.me}/upload?${new URLSearchParams({ filename: file.name, ...query })}`, {
        method: "POST",
        body: file,
      }),
    ),
  /**
   * @param {string} id
   * @param {boolean} [download]
   */
  file: (id, download) => `/as/${http.me}/file/${id}${download ? "?download=1" : ""}`,
};

// What comes while a pointer is pressed waits for its release: an element that is drawn anew between the two gets no click.
let pressed = false;
let afterRelease = () => {};
function release() {
  setTimeout(() => {
    pressed = false;
    afterRelease();
  }, 0); // after the click, which follows the release at once
}
window.addEventListener(
  "pointerdown",
  (event) => {
    pressed = event.isPrimary && event.button === 0;
  },
  true,
);
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, release, true);
window.addEventListener("blur", release); // the window's own: it may not hear of a release elsewhere

// Entries as they come; after a lost connection `reload` is called, because something may have been missed.
/**
 * @param {number} after
 * @param {(entry: FeedEntry) => unknown} onEntry
 * @param {() => unknown} reload
 */
export function live(after, onEntry, reload) {
  let stopped = false,
    socket = /** @type {WebSocket | null} */ (null),
    number = after;
  const waiting = /** @type {FeedEntry[]} */ ([]);
  const show = () => {
    for (let next = waiting[0]; next && !pressed; next = waiting[0]) {
      waiting.shift();
      onEntry(next);
    }
  };
  afterRelease = show;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/as/${http.me}/live?after=${number}`);
    socket.onmessage = (message) => {
      const entry = JSON.parse(message.data);
      if (entry.number) {
        number = entry.number;
        waiting.push(entry);
        show();
      }
    };
    socket.onclose = () => {
      if (!stopped)
        setTimeout(() => {
          if (!stopped) {
            open();
            reload();
          }
        }, 1000);
    };
  };
  open();
  return () => {
    stopped = true;
    socket?.close();
  };
}
