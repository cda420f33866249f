// Elements for choosing one or more items from a list.

import { h, say, unique } from "./dom.js";
import { choose, current, keyOf, oneOrMore, valueOf } from "./entries.js";
import { context, flat } from "./mrkdwn.js";

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
export function select(form, block, element, props) {
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

// Multiple choices: removable chips, and a list to add from.
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
export function several(form, block, element, props) {
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

// A field that asks the app for matches; arrows choose, Enter selects, Escape closes.
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Props} props
 */
export function external(form, block, element, props) {
  const multi = element.type.startsWith("multi_");
  let chosen = /** @type {Option[]} */ (oneOrMore(current(form, block, element))),
    found = /** @type {Option[]} */ ([]),
    at = -1,
    asked = 0,
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
      if (multi) return;
      chosen = []; // what the field no longer shows must not be sent
      form.values.set(keyOf(block, element), null);
    },
    onfocus: () => {
      if (!input.value) ask();
    },
    onblur: () => setTimeout(() => show([]), 150),
    onkeydown: keys,
  });
  /** @param {Option[]} offers */
  function show(offers) {
    asked += 1; // an answer that is still on its way would be too late
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
    const number = ++asked,
      offers = await form.suggest(element, block, input.value);
    if (number !== asked) return;
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
