// Charts: a pie with its legend; bars; lines and areas. The values are always there as text too.

import { h } from "./dom.js";

const COLORS = ["--accent", "--warn", "--good", "--danger", "--quiet", "--ink"];
const WIDTH = 400,
  HEIGHT = 140;

/** @param {number} at */
const color = (at) =>
  `color-mix(in oklab, var(${COLORS[at % COLORS.length]}) ${at < COLORS.length ? 100 : 55}%, var(--paper))`;

/** @param {[label: string, value: string | number][]} rows */
const legend = (rows) =>
  h(
    "ul",
    { class: "legend" },
    rows.map(([label, value], at) => {
      const swatch = h("span", { class: "swatch" });
      swatch.style.background = color(at);
      return h("li", {}, swatch, `${label} `, h("span", { class: "quiet" }, String(value)));
    }),
  );

/** @param {Segment[]} segments */
function pie(segments) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0);
  let turned = 0;
  const slices = segments.map((one, at) => {
    const from = turned;
    turned += (one.value / whole) * 100;
    return `${color(at)} ${from}% ${turned}%`;
  });
  const round = h("div", { class: "pie", "aria-hidden": "true" });
  round.style.background = `conic-gradient(${slices.join(", ")})`;
  return h("div", { class: "chart" }, round, legend(segments.map((one) => [one.label, one.value])));
}

/**
 * Styles are set as properties: the page's policy allows no style attribute.
 * @template {"svg" | "rect" | "polygon" | "polyline" | "line"} T
 * @param {T} name
 * @param {Record<string, string | number>} attributes
 * @param {Partial<CSSStyleDeclaration>} [style]
 */
function svg(name, attributes, style = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  Object.assign(node.style, style);
  return node;
}

/**
 * @param {string} kind
 * @param {Series[]} series
 * @param {string[]} categories
 */
function drawing(kind, series, categories) {
  const values = series.flatMap((one) => one.data.map((point) => point.value)),
    low = Math.min(0, ...values),
    high = Math.max(0, ...values),
    step = WIDTH / categories.length,
    bar = (step * 0.7) / series.length;
  /** @param {number} value */
  const y = (value) => HEIGHT - ((value - low) / (high - low || 1)) * HEIGHT;
  const picture = svg("svg", { viewBox: `-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`, "aria-hidden": "true" });
  series.forEach((one, row) => {
    const points = one.data.map((point, at) => `${step * (at + 0.5)},${y(point.value)}`);
    if (kind === "bar")
      one.data.forEach((point, at) => {
        const top = Math.min(y(point.value), y(0)),
          place = {
            x: step * (at + 0.15) + bar * row,
            y: top,
            width: bar - 1,
            height: Math.abs(y(point.value) - y(0)),
          };
        picture.append(svg("rect", place, { fill: color(row) }));
      });
    else {
      const ends = `${step * (one.data.length - 0.5)},${y(0)} ${step * 0.5},${y(0)}`;
      if (kind === "area")
        picture.append(svg("polygon", { points: `${points.join(" ")} ${ends}` }, { fill: color(row), opacity: "0.3" }));
      picture.append(
        svg("polyline", { points: points.join(" ") }, { fill: "none", stroke: color(row), strokeWidth: "2" }),
      );
    }
  });
  picture.append(svg("line", { x1: 0, x2: WIDTH, y1: y(0), y2: y(0) }, { stroke: "var(--line)" }));
  return picture;
}

/** @param {Chart} chart */
function plot(chart) {
  const series = chart.series ?? [],
    { categories, x_label, y_label } = chart.axis_config ?? { categories: [] };
  return h(
    "div",
    { class: "chart plot" },
    y_label ? h("p", { class: "quiet" }, y_label) : null,
    drawing(chart.type, series, categories),
    h(
      "div",
      { class: "categories quiet" },
      categories.map((name) => h("span", {}, name)),
    ),
    x_label ? h("p", { class: "quiet" }, x_label) : null,
    legend(series.map((one) => [one.name, one.data.map((point) => point.value).join(", ")])),
  );
}

/** @param {Blocks["data_visualization"]} block */
export const chart = (block) =>
  h(
    "figure",
    { class: "card" },
    h("figcaption", {}, block.title),
    block.chart.type === "pie" ? pie(block.chart.segments ?? []) : plot(block.chart),
  );
