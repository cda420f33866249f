// Building the page: elements and text nodes, never markup from strings.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value !== "string" && !name.includes("-")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Put `next` where `old` was; if the focus was inside, give it to the part with the same data-key.
export function swap(old, next) {
  const key = old.contains(document.activeElement) && document.activeElement.closest("[data-key]")?.dataset.key;
  old.replaceWith(next);
  if (key) [...next.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key)?.focus({ preventScroll: true });
  return next;
}

export function say(sentence) {
  document.getElementById("status").textContent = sentence;
}

let counter = 0;
export const unique = (prefix) => `${prefix}-${++counter}`;

// A menu under a button: arrows move, Escape and a click elsewhere close, focus comes back.
export function menu(button, items) {
  const list = h("div", { class: "menu", role: "menu" }, items.map((item) =>
    h("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => { close(); item.run(); } }, item.label)));
  const close = () => { list.remove(); button.setAttribute("aria-expanded", "false"); document.removeEventListener("pointerdown", away, true); };
  const away = (event) => { if (!list.contains(event.target)) close(); };
  list.addEventListener("keydown", (event) => {
    const all = [...list.children], at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") all[(at + 1) % all.length].focus();
    else if (event.key === "ArrowUp") all[(at - 1 + all.length) % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") { close(); button.focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", away, true);
  button.setAttribute("aria-expanded", "true");
  button.after(list);
  const box = list.getBoundingClientRect();
  if (box.right > innerWidth - 8) list.classList.add("left");
  if (box.bottom > innerHeight - 8) list.classList.add("above");
  list.firstElementChild?.focus();
}

// Ask before doing; resolves to true or false.
export function confirm(texts, render) {
  return new Promise((done) => {
    const dialog = h("dialog", { class: "confirm", "aria-label": texts.title.text, onclose: () => { dialog.remove(); done(dialog.returnValue === "yes"); } },
      h("h2", {}, texts.title.text),
      h("div", { class: "body" }, render(texts.text)),
      h("footer", {},
        h("button", { type: "button", class: "btn", onclick: () => dialog.close("no") }, texts.deny.text),
        h("button", { type: "button", class: `btn ${texts.style === "danger" ? "danger" : "primary"}`, onclick: () => dialog.close("yes") }, texts.confirm.text)));
    document.body.append(dialog);
    dialog.showModal();
  });
}
