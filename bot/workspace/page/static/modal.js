// Modals: the top of the stack in a dialog, errors under their inputs, input kept across updates.

import { blocks } from "./blocks.js";
import { byKey, focusedKey, h, icon, say } from "./dom.js";
import { attempt } from "./messages.js";
import { flat } from "./mrkdwn.js";
import { http } from "./http.js";
import { entered, rememberedForm, store } from "./store.js";

/** @type {HTMLDialogElement | null} */
let dialog = null;
/** @type {View | null} */
let shown = null;

/** @param {View[]} views */
export function showModals(views) {
  store.views = views;
  const top = views.at(-1);
  if (!top) {
    dialog?.close();
    dialog?.remove();
    dialog = shown = null;
    return;
  }
  if (!dialog) {
    dialog = h("dialog", {
      class: "modal",
      oncancel: (event) => {
        event.preventDefault();
        leave();
      },
    });
    document.body.append(dialog);
  }
  if (shown?.id === top.id && shown.hash === top.hash) return;
  const first = shown?.id !== top.id;
  shown = top;
  if (!dialog.open) dialog.showModal();
  draw(top, first);
}

let leaving = false;

/** Chromium tells of one Escape twice. */
async function leave(all = false) {
  if (leaving) return;
  leaving = true;
  await attempt(() => http.act("close", { all }));
  leaving = false;
}

/** @param {View} view */
function formFor(view) {
  /**
   * @param {BlockElement} element
   * @param {Holder} block
   * @param {Raw} raw
   */
  const act = (element, block, raw) =>
    attempt(() =>
      http.act("click", {
        view_id: view.id,
        block_id: block.block_id,
        action_id: element.action_id,
        value: raw,
        values: entered(form),
      }),
    );
  const form = rememberedForm(view.id, {
    acts: true,
    state: view.state.values,
    act,
    /**
     * @param {BlockElement} element
     * @param {Holder} block
     * @param {string} typed
     */
    suggest: async (element, block, typed) => {
      const reply = await http.act("suggest", {
        view_id: view.id,
        block_id: block.block_id,
        action_id: element.action_id,
        value: typed,
      });
      return [
        ...reply.options,
        ...(reply.option_groups ?? []).flatMap((/** @type {OptionGroup} */ group) => group.options),
      ];
    },
  });
  const here = new Set(view.blocks.map((block) => block.block_id));
  for (const key of [...form.values.keys()]) if (!here.has(key.split("/")[0])) form.values.delete(key); // an update may bring other fields
  return form;
}

/**
 * @param {View} view
 * @param {boolean} first
 */
function draw(view, first, trouble = "") {
  if (!dialog) return;
  const form = formFor(view),
    deep = store.views.length > 1;
  const kept = focusedKey(dialog),
    scroll = dialog.querySelector(".body")?.scrollTop ?? 0;
  dialog.setAttribute("aria-label", flat(view.title));
  dialog.replaceChildren(
    h(
      "form",
      {
        method: "dialog",
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          submit(view, form);
        },
      },
      h(
        "header",
        {},
        deep
          ? h("button", { type: "button", class: "icon", "aria-label": "Back", onclick: () => leave() }, icon("back"))
          : null,
        h("h2", {}, flat(view.title)),
        h(
          "button",
          { type: "button", class: "icon", "aria-label": "Close", onclick: () => leave(true) },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "body" },
        trouble ? h("p", { class: "error trouble", role: "alert" }, trouble) : null,
        blocks(form, view.blocks),
      ),
      h(
        "footer",
        {},
        h("button", { type: "button", class: "btn", onclick: () => leave() }, view.close ? flat(view.close) : "Cancel"),
        view.submit ? h("button", { type: "submit", class: "btn primary" }, flat(view.submit)) : null,
      ),
    ),
  );
  const body = dialog.querySelector(".body");
  if (!first && body) body.scrollTop = scroll;
  const target = first
    ? /** @type {HTMLElement | null} */ (
        dialog.querySelector(".body input:not([type=file]), .body textarea, .body select")
      )
    : kept && byKey(dialog, kept);
  if (target) target.focus({ preventScroll: !first });
}

/**
 * @param {View} view
 * @param {Form} form
 */
async function submit(view, form) {
  const button = /** @type {HTMLButtonElement | null} */ (dialog?.querySelector("button[type=submit]") ?? null);
  if (!button) return;
  button.disabled = true;
  const reply = await attempt(() => http.act("submit", { view_id: view.id, values: entered(form) }));
  button.disabled = false;
  if (!reply || !dialog || shown?.id !== view.id) return;
  const errors = reply.errors ?? {};
  form.errors = errors;
  if (reply.failure || Object.keys(errors).length) {
    draw(view, false, reply.failure ? reply.text : "");
    const wrong = dialog.querySelector(".wrong, .trouble");
    wrong?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null | undefined} */ (wrong?.querySelector("input, select, textarea"))?.focus();
    say(reply.failure ? reply.text : "Some fields need your attention");
  }
}
