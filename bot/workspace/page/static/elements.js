// Interactive elements. A form stores choices under "block/action" and reports when an element acts.

import { h, icon, menu, unique } from "./dom.js";
import { choose, current, keyOf, sure, textOf, valueOf } from "./entries.js";
import { http } from "./http.js";
import { context, flat, text } from "./mrkdwn.js";
import { external, select, several } from "./selects.js";
import { instant, reading } from "./timezones.js";

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 * @param {string} kind
 */
function ticks(form, block, element, props, kind) {
  const name = unique("group"),
    held = current(form, block, element);
  const chosen = new Set((kind === "checkbox" ? (held ?? []) : [held]).map(valueOf));
  const box = h("div", {
    class: "ticks",
    role: kind === "radio" ? "radiogroup" : "group",
    "aria-labelledby": props["aria-labelledby"],
    "aria-label": props["aria-label"],
  });
  box.append(
    ...(element.options ?? []).map((option, number) => {
      const input = h("input", {
        type: kind,
        name,
        value: option.value,
        checked: chosen.has(option.value),
        id: number ? unique("tick") : props.id,
        "data-key": `${props["data-key"]}/${option.value}`,
        onchange: () => {
          const all = [.../** @type {NodeListOf<HTMLInputElement>} */ (box.querySelectorAll("input:checked"))].map(
            (ticked) => ticked.value,
          );
          choose(form, block, element, kind === "checkbox" ? all : all[0]);
        },
      });
      return h(
        "label",
        {},
        input,
        h("span", {}, text(option.text), option.description ? h("small", {}, text(option.description)) : null),
      );
    }),
  );
  return box;
}

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 * @param {string} kind
 */
function typed(form, block, element, props, kind) {
  const held = current(form, block, element);
  const started = typeof held === "object" && held ? textOf(held) : held;
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => choose(form, block, element, node.value || null);
  const node = h(kind === "textarea" ? "textarea" : "input", {
    ...props,
    type: kind === "textarea" ? undefined : kind,
    rows: kind === "textarea" ? 4 : undefined,
    maxlength: element.max_length,
    placeholder: flat(element.placeholder) || undefined,
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : undefined,
    autocomplete: "off",
    oninput: () => {
      form.values.set(keyOf(block, element), node.value || null);
      if (block.dispatch_action && on.includes("on_character_entered")) send();
    },
    onkeydown: (event) => {
      if (block.dispatch_action && event.key === "Enter" && on.includes("on_enter_pressed") && kind !== "textarea") {
        event.preventDefault();
        send();
      }
    },
  });
  node.value = started ?? "";
  return node;
}

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 * @param {string} kind
 */
function moment(form, block, element, props, kind) {
  const held = current(form, block, element),
    zoned = kind === "datetime-local";
  /** @type {HTMLInputElement} */
  const node = h("input", {
    ...props,
    type: kind,
    max: kind === "time" ? undefined : zoned ? "9999-12-31T23:59" : "9999-12-31",
    onchange: () =>
      choose(
        form,
        block,
        element,
        node.value ? (zoned ? instant(node.value.slice(0, 16), context.timezone) : node.value) : null,
      ),
  });
  node.value = held ? (zoned ? reading(held, context.timezone) : held) : "";
  return zoned ? h("span", { class: "zoned" }, node, h("small", {}, `${context.timezone} time`)) : node;
}

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
function fileInput(form, block, element, props) {
  /** @type {SlackFile[]} */
  const held = [];
  const list = h("ul", { class: "held" });
  const put = () =>
    form.values.set(
      keyOf(block, element),
      held.map((file) => file.id),
    );
  const draw = () =>
    list.replaceChildren(
      ...held.map((file) =>
        h(
          "li",
          {},
          file.name,
          h(
            "button",
            {
              type: "button",
              "aria-label": `Remove ${file.name}`,
              onclick: () => {
                held.splice(held.indexOf(file), 1);
                put();
                draw();
              },
            },
            "×",
          ),
        ),
      ),
    );
  const input = h("input", {
    ...props,
    type: "file",
    multiple: (element.max_files ?? 10) > 1,
    accept: (element.filetypes ?? []).map((kind) => `.${kind}`).join(",") || undefined,
    onchange: async () => {
      for (const file of [...(input.files ?? [])].slice(0, (element.max_files ?? 10) - held.length))
        held.push((await http.upload(file)).file);
      input.value = "";
      put();
      draw();
    },
  });
  return h("div", {}, input, list);
}

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
function button(form, block, element, props) {
  return h(
    "button",
    {
      type: "button",
      id: props.id,
      "data-key": `${props["data-key"]}/${element.value ?? ""}`,
      class: `btn ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      onclick: async (event) => {
        const node = event.currentTarget; // no longer set on the event after an await
        if (!(await sure(element))) return;
        if (element.url) window.open(element.url, "_blank", "noopener");
        node.classList.add("busy");
        try {
          await form.act(element, block, element.value);
        } finally {
          node.classList.remove("busy");
        }
      },
    },
    flat(element.text),
    element.url ? h("span", { class: "out", "aria-hidden": "true" }, " ↗") : null,
  );
}

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
function overflow(form, block, element, props) {
  return h(
    "span",
    { class: "anchor" },
    h(
      "button",
      {
        type: "button",
        class: "btn more",
        "data-key": props["data-key"],
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-label": "More actions",
        onclick: (event) =>
          menu(
            event.currentTarget,
            (element.options ?? []).map((option) => ({
              label: flat(option.text),
              run: async () => {
                if (!(await sure(element))) return;
                if (option.url) window.open(option.url, "_blank", "noopener");
                await form.act(element, block, option.value);
              },
            })),
          ),
      },
      icon("more"),
    ),
  );
}

/** @param {BlockElement | Picture} element */
const image = (element) =>
  h(
    "span",
    { class: "picture small", role: "img", "aria-label": element.alt_text, title: element.image_url },
    "▧ ",
    h("small", {}, element.alt_text),
  );

/** @type {Record<string, DrawElement>} */
export const RENDER = {
  button,
  overflow,
  image: (_form, _block, element) => image(element),
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: several,
  multi_users_select: several,
  multi_channels_select: several,
  multi_conversations_select: several,
  external_select: external,
  multi_external_select: external,
  checkboxes: (...all) => ticks(...all, "checkbox"),
  radio_buttons: (...all) => ticks(...all, "radio"),
  plain_text_input: (form, block, element, props) =>
    typed(form, block, element, props, element.multiline ? "textarea" : "text"),
  email_text_input: (...all) => typed(...all, "email"),
  url_text_input: (...all) => typed(...all, "url"),
  number_input: (...all) => typed(...all, "text"),
  rich_text_input: (...all) => typed(...all, "textarea"),
  datepicker: (...all) => moment(...all, "date"),
  timepicker: (...all) => moment(...all, "time"),
  datetimepicker: (...all) => moment(...all, "datetime-local"),
  file_input: fileInput,
};

/**
 * @param {string} kind
 * @param {string} type
 */
export const unknown = (kind, type) =>
  h("div", { class: "unknown", role: "alert" }, `This page can't show ${kind} of type “${type}”.`);

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} [props]
 */
export function render(form, block, element, props = {}) {
  const draw = RENDER[element.type];
  if (!draw) return unknown("an element", element.type);
  /** @type {Props} */
  const label = props["aria-labelledby"] ? {} : { "aria-label": flat(element.placeholder) || element.action_id };
  return draw(form, block, element, { ...label, ...props, "data-key": keyOf(block, element) });
}
