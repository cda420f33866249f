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

export const net = {
  me: "",
  see: async (what, query = {}) => read(await fetch(`/as/${net.me}/${what}?${new URLSearchParams(query)}`)),
  act: async (what, body) => read(await fetch(`/as/${net.me}/${what}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })),
  upload: async (file, query = {}) => read(await fetch(
    `/as/${net.me}/upload?${new URLSearchParams({ filename: file.name, ...query })}`, { method: "POST", body: file })),
  file: (id, download) => `/as/${net.me}/file/${id}${download ? "?download=1" : ""}`,
};

// Entries as they come; after a break `again` is called, because something may have been missed.
export function live(after, tell, again) {
  let stopped = false, socket = null, number = after;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/as/${net.me}/live?after=${number}`);
    socket.onmessage = (message) => {
      const entry = JSON.parse(message.data);
      if (entry.number) { number = entry.number; tell(entry); }
    };
    socket.onclose = () => { if (!stopped) setTimeout(() => { if (!stopped) { open(); again(); } }, 1000); };
  };
  open();
  return () => { stopped = true; socket.close(); };
}
