// Talking to the workspace as one person.

export class Denied extends Error {
  constructor(reply) {
    super([reply.error, ...(reply.response_metadata?.messages ?? [])].join(": "));
    this.code = reply.error;
  }
}

async function read(response) {
  const reply = await response.json();
  if (!reply.ok) throw new Denied(reply);
  return reply;
}

export const http = {
  me: "",
  see: async (screen, query = {}) => read(await fetch(`/as/${http.me}/${screen}?${new URLSearchParams(query)}`)),
  act: async (action, body) =>
    read(
      await fetch(`/as/${http.me}/${action}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    ),
  upload: async (file, query = {}) =>
    read(
      await fetch(`/as/${http.me}/upload?${new URLSearchParams({ filename: file.name, ...query })}`, {
        method: "POST",
        body: file,
      }),
    ),
  file: (id, download) => `/as/${http.me}/file/${id}${download ? "?download=1" : ""}`,
};

// Entries as they come; after a lost connection `reload` is called, because something may have been missed.
export function live(after, onEntry, reload) {
  let stopped = false,
    socket = null,
    number = after;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/as/${http.me}/live?after=${number}`);
    socket.onmessage = (message) => {
      const entry = JSON.parse(message.data);
      if (entry.number) {
        number = entry.number;
        onEntry(entry);
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
    socket.close();
  };
}
