// Plans and their tasks.

import { h } from "./dom.js";
import { richText } from "./rich_text.js";

/** @type {Record<string, [sign: string, said: string]>} */
const STATUS = {
  pending: ["", "Pending"],
  in_progress: ["", "In progress"],
  complete: ["✓", "Complete"],
  error: ["!", "Error"],
};

/** @param {Task} task */
function parts(task) {
  const [sign, said] = STATUS[task.status];
  return [
    h("span", { class: `status ${task.status}`, role: "img", "aria-label": said }, sign),
    h(
      "div",
      {},
      h("p", { class: "task" }, task.title),
      task.details ? h("div", { class: "quiet" }, richText(task.details)) : null,
      task.output ? richText(task.output) : null,
      (task.sources ?? []).map((source) => h("a", { href: source.url, rel: "noreferrer" }, source.text)),
    ),
  ];
}

/** @param {Blocks["plan"]} block */
export const plan = (block) =>
  h(
    "section",
    { class: "card plan" },
    h("h3", {}, block.title),
    h(
      "ol",
      {},
      block.tasks.map((task) => h("li", { class: "step" }, parts(task))),
    ),
  );

/** @param {Blocks["task_card"]} block */
export const taskCard = (block) => h("section", { class: "card" }, h("div", { class: "step" }, parts(block)));
