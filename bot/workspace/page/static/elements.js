// Interactive elements. A form remembers what was chosen under "block/action" and tells when an element acts.

import { confirm, h, icon, menu, say, unique } from "./dom.js";
import { context, flat, text } from "./mrkdwn.js";
import { http } from "./http.js";
import { instant, reading } from "./timezones.js";

/**
 * @param {Holder} block
 * @param {BlockElement} element
 */
export const keyOf = (block, element) => `${block.block_id}/${element.action_id}`;

// What stands in the element now: what was touched here, else what the workspace holds.
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 */
function current(form, block, element) {
  const key = keyOf(block, element);
  if (form.values.has(key)) return form.values.get(key);
  const held = form.state?.[block.block_id]?.[element.action_id];
  if (!held || held.type !== element.type) return rawOf(initial(element));
  return rawOf(held);
}

/** @param {BlockElement} element */
function initial(element) {
  return Object.fromEntries(
    Object.entries(element)
      .filter(([name]) => name.startsWith("initial_"))
      .map(([name, value]) => [name === "initial_value" ? "value" : name.replace("initial_", "selected_"), value]),
  );
}

/** @param {Record<string, Raw>} held */
function rawOf(held) {
  const entry = Object.entries(held).find(
    ([name]) => name.startsWith("selected_") || ["value", "rich_text_value", "files"].includes(name),
  );
  return entry ? entry[1] : null;
}

// The text of rich text that was typed as one line.
/** @param {RichText} held */
const textOf = (held) => held.elements?.[0]?.elements?.map((piece) => piece.text).join("");

/** @param {Raw} held @returns {Raw[]} */
const oneOrMore = (held) => (Array.isArray(held) ? held : held ? [held] : []);

/** @param {Raw} option */
const valueOf = (option) => (option && typeof option === "object" ? option.value : option);

/** @param {BlockElement} element */
async function sure(element) {
  return !element.confirm || confirm(element.confirm, text);
}

// Remember, and act at once where the place says so (messages, Home, dispatch_action).
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Raw} raw
 * @param {(() => void) | undefined} [restore]
 */
async function choose(form, block, element, raw, restore) {
  const acts = block.type === "input" ? block.dispatch_action : form.acts;
  if (acts && !(await sure(element))) {
    restore?.();
    return;
  }
  form.values.set(keyOf(block, element), raw);
  if (acts) await form.act(element, block, raw);
}

/** @param {BlockElement} element */
function options(element) {
  /** @param {Option} option */
  const one = (option) =>
    h("option", { value: option.value, title: option.description && flat(option.description) }, flat(option.text));
  return element.option_groups
    ? element.option_groups.map((group) => h("optgroup", { label: flat(group.label) }, group.options.map(one)))
    : (element.options ?? []).map(one);
}

/** @param {string} type */
function named(type) {
  const people = () =>
    [...context.people.values()].map((user) => ({
      value: user.id,
      label: `${user.real_name} (${user.title || user.name})`,
    }));
  /** @param {boolean} all */
  const channels = (all) =>
    [...context.channels.values()]
      .filter((channel) => all || !channel.is_private)
      .map((channel) => ({
        value: channel.id,
        label: channel.is_im
          ? `@ ${context.people.get(channel.user)?.real_name ?? "direct"}`
          : `${channel.is_private ? "" : "#"}${channel.name}`,
      }));
  if (type.includes("users")) return people();
  return channels(type.includes("conversations"));
}

/** @param {BlockElement} element */
const choices = (element) =>
  /(users|channels|conversations)_select/.test(element.type)
    ? named(element.type).map((item) => h("option", { value: item.value }, item.label))
    : options(element);

/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
function select(form, block, element, props) {
  const held = valueOf(current(form, block, element));
  /** @type {HTMLSelectElement} */
  const node = h(
    "select",
    {
      ...props,
      onchange: () =>
        choose(form, block, element, node.value || null, () => {
          node.value = held ?? "";
        }),
    },
    h("option", { value: "" }, flat(element.placeholder) || "Choose…"),
    choices(element),
  );
  node.value = held ?? "";
  return node;
}

// Several choices: chips that can be taken off, and a list to add from.
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
function several(form, block, element, props) {
  const chosen = new Set((current(form, block, element) ?? []).map(valueOf));
  const most = element.max_selected_items ?? 100;
  const box = h("div", {
    class: "several",
    role: "group",
    "aria-labelledby": props["aria-labelledby"],
    "aria-label": props["aria-label"],
  });
  const draw = () => {
    const list = choices(element),
      labels = new Map(
        list
          .flatMap((node) => (node.tagName === "OPTGROUP" ? [...node.children] : [node]))
          .map((o) => [/** @type {HTMLOptionElement} */ (o).value, o.textContent]),
      );
    const add = h(
      "select",
      {
        id: props.id,
        "data-key": props["data-key"],
        "aria-label": "Add",
        disabled: chosen.size >= most,
        onchange: () => {
          chosen.add(add.value);
          done();
        },
      },
      h("option", { value: "" }, flat(element.placeholder) || "Add…"),
      list,
    );
    for (const option of add.querySelectorAll("option")) option.hidden = chosen.has(option.value);
    box.replaceChildren(
      ...[...chosen].map((value) =>
        h(
          "span",
          { class: "chip" },
          labels.get(value) ?? value,
          h(
            "button",
            {
              type: "button",
              "aria-label": `Remove ${labels.get(value) ?? value}`,
              onclick: () => {
                chosen.delete(value);
                done();
              },
            },
            "×",
          ),
        ),
      ),
      add,
    );
  };
  const done = () => {
    draw();
    choose(form, block, element, [...chosen]);
    box.querySelector("select")?.focus();
  };
  draw();
  return box;
}

// A field that asks the app what fits; arrows choose, Enter takes, Escape leaves.
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
function external(form, block, element, props) {
  const multi = element.type.startsWith("multi_");
  let chosen = /** @type {Option[]} */ (oneOrMore(current(form, block, element))),
    found = /** @type {Option[]} */ ([]),
    at = -1,
    timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const list = h("ul", { class: "offers", role: "listbox", id: unique("offers"), hidden: true });
  const chips = h("span", { class: "chips" });
  const input = h("input", {
    ...props,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": list.id,
    placeholder: flat(element.placeholder) || "Type to search…",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    },
    onfocus: () => {
      if (!input.value) ask();
    },
    onblur: () => setTimeout(() => show([]), 150),
    onkeydown: keys,
  });
  /** @param {Option[]} offers */
  function show(offers) {
    found = offers;
    at = -1;
    list.replaceChildren(
      ...offers.map((option, number) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${number}`,
            onpointerdown: (event) => {
              event.preventDefault();
              take(option);
            },
          },
          flat(option.text),
          option.description ? h("small", {}, flat(option.description)) : null,
        ),
      ),
    );
    list.hidden = !offers.length;
    input.setAttribute("aria-expanded", String(offers.length > 0));
  }
  const keep = () => choose(form, block, element, multi ? chosen : chosen[0]);
  async function ask() {
    if (input.value.length < (element.min_query_length ?? 3)) return show([]);
    const offers = await form.suggest(element, block, input.value);
    show(offers);
    if (!offers.length) say("Nothing found");
  }
  /** @param {Option} option */
  function take(option) {
    show([]);
    chosen = multi ? [...chosen.filter((other) => other.value !== option.value), option] : [option];
    input.value = multi ? "" : flat(option.text);
    draw();
    keep();
  }
  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
    else if (event.key === "Enter" && at >= 0) take(found[at]);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }
  function draw() {
    if (multi)
      chips.replaceChildren(
        ...chosen.map((option) =>
          h(
            "span",
            { class: "chip" },
            flat(option.text),
            h(
              "button",
              {
                type: "button",
                "aria-label": `Remove ${flat(option.text)}`,
                onclick: () => {
                  chosen = chosen.filter((other) => other !== option);
                  draw();
                  keep();
                },
              },
              "×",
            ),
          ),
        ),
      );
  }
  if (!multi && chosen.length) input.value = flat(chosen[0].text);
  draw();
  return h("div", { class: "combo" }, chips, input, list);
}

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
        const node = event.currentTarget; // it is gone from the event once something was awaited
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
  h("div", { class: "unknown", role: "alert" }, `This page cannot show ${kind} of type “${type}”.`);

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
