// Block Kit. An unknown block is a red box with its type; it is never silently dropped.

import { chart } from "./charts.js";
import { h, unique } from "./dom.js";
import { render, unknown } from "./elements.js";
import { anchor, flat, mrkdwn, text } from "./mrkdwn.js";
import { markdown, richText } from "./rich_text.js";
import { dataTable, table } from "./tables.js";
import { plan, taskCard } from "./tasks.js";

/** @param {Picture} block */
const picture = (block) =>
  h(
    "figure",
    { class: "picture" },
    h("div", { role: "img", "aria-label": block.alt_text }, "▧ ", block.alt_text),
    h(
      "figcaption",
      {},
      block.title ? flat(block.title) : "",
      " ",
      block.image_url ? anchor(block.image_url, "Open image in browser") : "",
    ),
  );

/**
 * @param {Form} form
 * @param {BlockOf<"section">} block
 */
function section(form, block) {
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "said" },
      block.text ? h("div", { class: "prose" }, text(block.text)) : null,
      block.fields
        ? h(
            "div",
            { class: "fields" },
            block.fields.map((field) => h("div", { class: "prose" }, text(field))),
          )
        : null,
    ),
    block.accessory ? h("div", { class: "accessory" }, render(form, block, block.accessory)) : null,
  );
}

/**
 * @param {Form} form
 * @param {BlockOf<"input">} block
 */
function input(form, block) {
  const id = unique("field"),
    label = `${id}-label`,
    hint = `${id}-hint`,
    group = ["checkboxes", "radio_buttons"].includes(block.element.type) || block.element.type.startsWith("multi_");
  const error = form.errors?.[block.block_id];
  return h(
    "div",
    { class: `field${error ? " wrong" : ""}`, "data-block": block.block_id },
    h(
      group ? "span" : "label",
      { id: label, class: "label", for: group ? undefined : id },
      flat(block.label),
      block.optional ? h("small", {}, " (optional)") : null,
    ),
    render(form, block, block.element, {
      id,
      "aria-labelledby": label,
      "aria-describedby": error ? `${id}-error` : block.hint ? hint : undefined,
      "aria-invalid": error ? "true" : undefined,
    }),
    error ? h("p", { class: "error", id: `${id}-error`, role: "alert" }, error) : null,
    block.hint ? h("p", { class: "hint", id: hint }, flat(block.hint)) : null,
  );
}

/**
 * @param {Form} form
 * @param {Card & Holder} block
 */
function card(form, block) {
  return h(
    "article",
    { class: "card" },
    block.hero_image ? picture(block.hero_image) : null,
    h(
      "div",
      { class: "headed" },
      icon(block),
      h(
        "div",
        {},
        block.title ? h("h3", {}, text(block.title)) : null,
        block.subtitle ? h("p", { class: "quiet" }, text(block.subtitle)) : null,
      ),
    ),
    block.body ? h("div", { class: "prose" }, text(block.body)) : null,
    block.actions
      ? h(
          "div",
          { class: "actions" },
          block.actions.map((element) => render(form, block, element)),
        )
      : null,
  );
}

/**
 * @param {Form} form
 * @param {BlockOf<"container">} block
 */
function container(form, block) {
  const inner = blocks(form, block.child_blocks),
    width = `container ${block.width ?? "standard"}`,
    title = block.rich_text_title ? richText(block.rich_text_title) : block.title ? flat(block.title) : "",
    head = h(
      "span",
      { class: "headed" },
      icon(block),
      h("span", {}, title, block.subtitle ? h("span", { class: "quiet under" }, text(block.subtitle)) : null),
    );
  if (block.is_collapsible)
    return h("details", { class: `card ${width}`, open: !block.default_collapsed }, h("summary", {}, head), inner);
  return h("section", { class: `card ${width}` }, h("h3", {}, head), block.has_header_divider ? h("hr") : null, inner);
}

/** @param {{ icon?: Picture }} block */
const icon = (block) =>
  block.icon ? h("span", { class: "sheet", role: "img", "aria-label": block.icon.alt_text }, "▧") : null;

/** @type {{ [K in keyof Blocks]: (form: Form, block: BlockOf<K>) => HTMLElement }} */
const DRAW = {
  section,
  input,
  image: (_form, block) => picture(block),
  card,
  container,
  table: (_form, block) => table(block),
  data_table: (_form, block) => dataTable(block),
  plan: (_form, block) => plan(block),
  task_card: (_form, block) => taskCard(block),
  data_visualization: (_form, block) => chart(block),
  header: (_form, block) => h("h3", { class: "heading" }, text(block.text)),
  divider: () => h("hr"),
  context: (form, block) =>
    h(
      "div",
      { class: "context prose" },
      block.elements.map((element) =>
        element.type === "image" ? render(form, block, element) : h("span", {}, text(element)),
      ),
    ),
  actions: (form, block) =>
    h(
      "div",
      { class: "actions" },
      block.elements.map((element) => render(form, block, element)),
    ),
  rich_text: (_form, block) => richText(block),
  markdown: (_form, block) => markdown(block.text),
  alert: (_form, block) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, text(block.text)),
  carousel: (form, block) =>
    h(
      "div",
      { class: "carousel" },
      block.elements.map((element) => card(form, { ...element, block_id: block.block_id })),
    ),
  video: (_form, block) =>
    h(
      "div",
      { class: "card" },
      h("h3", {}, flat(block.title)),
      anchor(block.title_url ?? block.video_url, "Open video in browser"),
    ),
};

/**
 * @param {Form} form
 * @param {Block[]} list
 */
export function blocks(form, list) {
  return h(
    "div",
    { class: "blocks" },
    list.map((block) => {
      try {
        const draw = /** @type {Record<string, (form: Form, block: Block) => HTMLElement>} */ (DRAW)[block.type];
        return draw ? draw(form, block) : unknown("a block", block.type);
      } catch (error) {
        console.error(error);
        return unknown("a broken block", block.type);
      }
    }),
  );
}

// A message's content: its blocks, or its text.
/**
 * @param {Form} form
 * @param {Message} message
 */
export const body = (form, message) =>
  message.blocks?.length ? blocks(form, message.blocks) : h("div", { class: "prose" }, mrkdwn(message.text));
