// The values of a form's elements, and what happens when a person chooses something.

import { confirm } from "./dom.js";
import { text } from "./mrkdwn.js";

/**
 * @param {Holder} block
 * @param {BlockElement} element
 */
export const keyOf = (block, element) => `${block.block_id}/${element.action_id}`;

// The element's current value: the input on this page, else the workspace's value.
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 */
export function current(form, block, element) {
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

// The text of rich text typed as one line.
/** @param {RichText} held */
export const textOf = (held) => held.elements?.[0]?.elements?.map((piece) => piece.text).join("");

/** @param {Raw} held @returns {Raw[]} */
export const oneOrMore = (held) => (Array.isArray(held) ? held : held ? [held] : []);

/** @param {Raw} option */
export const valueOf = (option) => (option && typeof option === "object" ? option.value : option);

/** @param {BlockElement} element */
export async function sure(element) {
  return !element.confirm || confirm(element.confirm, text);
}

// Stores the value, and acts immediately where required (messages, Home, dispatch_action).
/**
 * @param {Form} form
 * @param {Holder} block
 * @param {BlockElement} element
 * @param {Raw} raw
 * @param {(() => void) | undefined} [restore]
 */
export async function choose(form, block, element, raw, restore) {
  const acts = block.type === "input" ? block.dispatch_action : form.acts;
  if (acts && !(await sure(element))) {
    restore?.();
    return;
  }
  form.values.set(keyOf(block, element), raw);
  if (acts) await form.act(element, block, raw);
}
