// Builds the page from elements and text nodes, never from markup strings.

/**
 * @template {string} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {Child[]} children
 * @returns {Made<T>}
 */
export function h(tag, props = {}, ...children) {
  const node = /** @type {any} */ (document.createElement(tag)); // its properties are set by name
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value !== "string" && !name.includes("-")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...shown(children));
  return node;
}

// Flattens nested children into nodes and text.
/** @param {Child[]} children @returns {(Node | string)[]} */
function shown(children) {
  const flat = /** @type {Child[]} */ (children.flat(/** @type {1} */ (Infinity)));
  return /** @type {(Node | string)[]} */ (flat.filter((one) => one !== null && one !== undefined && one !== false));
}

// The element of index.html with this id.
/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

/** @type {Record<string, string>} */
const SHAPES = {
  lock: "M7 10V7.500a3 3 0 0 1 6 0V10M5.500 10h9v6.500h-9Z",
  pin: "M8 3.500h4l.5 5 2 2.500h-9l2-2.500ZM10 11v5.500",
  plus: "M10 4v12M4 10h12",
  slash: "M12.500 4l-5 12",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM7 11.500c1 2 5 2 6 0M7.500 8v.5M12.500 8v.5",
  reply: "M8 5 4 9l4 4M4 9h7a5 5 0 0 1 5 5v1",
  bolt: "M11 3 5 11h4l-1 6 6-8h-4Z",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  bookmark: "M6 3.500h8V16l-4-3-4 3Z",
  close: "M5.500 5.500l9 9M14.500 5.500l-9 9",
  back: "M11.500 5 6.500 10l5 5",
  menu: "M3.500 6h13M3.500 10h13M3.500 14h13",
};

/** @param {string} name */
export function icon(name) {
  /** @param {string} tag @param {Record<string, string>} props */
  const make = (tag, props) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
    return node;
  };
  const sign = make("svg", { viewBox: "0 0 20 20", class: "sign-icon", "aria-hidden": "true" });
  sign.append(make("path", { d: SHAPES[name] }));
  return sign;
}

/**
 * @param {HTMLElement} node
 * @param {Child[]} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...shown(children));
  return node;
}

// Sets the children of `node`, moving as little as possible, so unmoved ones keep their focus and input.
/**
 * @param {HTMLElement} node
 * @param {(HTMLElement | null)[]} wanted
 */
export function settle(node, wanted) {
  const list = wanted.filter((child) => child !== null);
  list.forEach((child, at) => {
    if (node.children[at] !== child) node.insertBefore(child, node.children[at] ?? null);
  });
  while (node.children.length > list.length) node.lastElementChild?.remove();
}

// The data-key of the focused part of `node`.
/** @param {HTMLElement} node */
export function focusedKey(node) {
  const part = node.contains(document.activeElement) && document.activeElement?.closest("[data-key]");
  return part ? part.getAttribute("data-key") : null;
}

/** @param {HTMLElement} node @param {string} key @returns {HTMLElement | undefined} */
export function byKey(node, key) {
  const parts = /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll("[data-key]"));
  return [...parts].find((part) => part.dataset.key === key);
}

// Replaces `old` with `next`; if the focus was inside, moves it to the part with the same data-key.
/**
 * @param {HTMLElement} old
 * @param {HTMLElement} next
 */
export function swap(old, next) {
  const key = focusedKey(old);
  old.replaceWith(next);
  if (key) byKey(next, key)?.focus({ preventScroll: true });
  return next;
}

/** @param {string} sentence */
export function say(sentence) {
  byId("status").textContent = sentence;
}

// A sentence that must be seen, shown above any dialog; it disappears on its own.
/** @type {ReturnType<typeof setTimeout> | undefined} */
let going;
/** @param {string} sentence */
export function warn(sentence) {
  const box = byId("warning");
  box.textContent = sentence;
  box.showPopover?.();
  clearTimeout(going);
  going = setTimeout(() => box.hidePopover?.(), 9000);
}

let counter = 0;
/** @param {string} prefix */
export const unique = (prefix) => `${prefix}-${++counter}`;

// A menu under a button: arrows move, Escape or a click elsewhere closes it, and the focus returns.
/**
 * @param {HTMLElement} button
 * @param {MenuItem[]} items
 */
export function menu(button, items) {
  const list = h(
    "div",
    { class: "menu", role: "menu" },
    items.map((item) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: item.danger ? "danger" : "",
          onclick: () => {
            close();
            item.run();
          },
        },
        item.label,
      ),
    ),
  );
  const close = () => {
    list.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", away, true);
  };
  /** @param {Event} event */
  const away = (event) => {
    if (!list.contains(/** @type {Node} */ (event.target))) close();
  };
  list.addEventListener("keydown", (event) => {
    const all = /** @type {HTMLElement[]} */ ([...list.children]),
      at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.key === "ArrowDown") all[(at + 1) % all.length].focus();
    else if (event.key === "ArrowUp") all[(at - 1 + all.length) % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      close();
      button.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", away, true);
  button.setAttribute("aria-expanded", "true");
  button.after(list);
  const box = list.getBoundingClientRect();
  if (box.right > innerWidth - 8) list.classList.add("left");
  if (box.bottom > innerHeight - 8) list.classList.add("above");
  list.querySelector("button")?.focus();
}

// Asks for confirmation; resolves to true or false.
/**
 * @param {Confirm} texts
 * @param {(object: TextObject) => Child} render
 */
export function confirm(texts, render) {
  return new Promise((done) => {
    /** @type {HTMLDialogElement} */
    const dialog = h(
      "dialog",
      {
        class: "confirm",
        "aria-label": texts.title.text,
        onclose: () => {
          dialog.remove();
          done(dialog.returnValue === "yes");
        },
      },
      h("h2", {}, texts.title.text),
      h("div", { class: "body" }, render(texts.text)),
      h(
        "footer",
        {},
        h("button", { type: "button", class: "btn", onclick: () => dialog.close("no") }, texts.deny.text),
        h(
          "button",
          {
            type: "button",
            class: `btn ${texts.style === "danger" ? "danger" : "primary"}`,
            onclick: () => dialog.close("yes"),
          },
          texts.confirm.text,
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
