// Tables. A data table shows one page of its rows at a time.

import { h } from "./dom.js";
import { richText } from "./rich_text.js";

const ROWS_A_PAGE = 5;

/** @param {Cell} item */
const cell = (item) => (item?.type === "rich_text" ? richText(item) : String(item?.text ?? item?.value ?? ""));

/**
 * @param {Table} block
 * @param {Cell[][]} rows
 */
function sheet(block, rows) {
  /** @param {number} at */
  const align = (at) => block.column_settings?.[at]?.align ?? (rows[1]?.[at]?.type === "raw_number" ? "right" : "");
  return h(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": block.caption ?? "Table" },
    h(
      "table",
      {},
      block.caption ? h("caption", {}, block.caption) : null,
      rows.map((row, number) =>
        h(
          "tr",
          {},
          row.map((item, at) => h(number ? "td" : "th", { class: align(at) }, cell(item))),
        ),
      ),
    ),
  );
}

/** @param {Table} block */
export const table = (block) => sheet(block, block.rows);

/** @param {Table} block */
export function dataTable(block) {
  const [head, ...rows] = block.rows,
    size = block.page_size ?? ROWS_A_PAGE,
    box = h("div", { class: "data-table" });
  /** @param {number} start */
  function show(start) {
    const end = Math.min(start + size, rows.length);
    /** @param {string} label @param {number} to */
    const turn = (label, to) =>
      h(
        "button",
        { type: "button", class: "btn", disabled: to < 0 || to >= rows.length, onclick: () => show(to) },
        label,
      );
    const pager = h(
      "div",
      { class: "pager" },
      turn("Previous", start - size),
      turn("Next", start + size),
      h("span", { class: "quiet", role: "status" }, `${start + 1}–${end} of ${rows.length}`),
    );
    box.replaceChildren(sheet(block, [head, ...rows.slice(start, end)]), ...(rows.length > size ? [pager] : []));
  }
  show(0);
  return box;
}
