// The results as a picture: for each task a bar for each contender, from the baseline's time to its own. Equal lengths
// are equal factors, so that twice as fast and twice as slow look alike. A broken line is at the other baseline.

import { BASELINE, OURS, SAME_WORK } from "./contenders.mjs";
import { ratio, TASKS, threeDigits } from "./tasks.mjs";

const COLUMNS = [
  ["url", "callback", "idToken"],
  ["cold", "coldFast3G", "cold150ms", "signedIn"],
];

const WIDTH = 880;
const COLUMN = WIDTH / COLUMNS.length;
const HEADER = 48;
const TITLE = 40;
const ROW = 20;
const NAME = 142;
const VALUE = 84;
const GAP = 12;
const PLOT = COLUMN - NAME - VALUE - 2 * GAP;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .note, .tick { fill: #59636e; font-size: 11px }
  .name, .value { text-anchor: end }
  .tick { text-anchor: middle }
  .bar { fill: #b6bec7 }
  .ours { fill: #0969da }
  text.ours { font-weight: 600 }
  line { stroke: #d1d9e0 }
  .one { stroke: #59636e }
  .same { stroke: #59636e; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note, .tick { fill: #9198a1 }
    .bar { fill: #59616b }
    .ours { fill: #4493f8 }
    line { stroke: #3d444d }
    .one, .same { stroke: #9198a1 }
  }
`;

export function chart(results) {
  const drawn = COLUMNS.map((tasks, index) => column(results, tasks, GAP + index * COLUMN));
  const height = Math.max(...drawn.map(({ bottom }) => bottom));
  const size = `viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  const note = "Multiples of hand-written code's time in the same run, and of that of code that does the same work.";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    "<title>Times of spa-authorize and its peers, as multiples of two hand-written baselines</title>",
    `<style>${STYLE}</style>`,
    `<text class="note" x="${GAP}" y="18">${note} Less is better. ${results.browser}.</text>`,
    ...drawn.map(({ svg }) => svg),
    "</svg>\n",
  ].join("\n");
}

function column(results, tasks, left) {
  const scale = scaleOf(tasks.flatMap((task) => rowsOf(results, task).map(([, multiple]) => multiple)));
  let bottom = HEADER - TITLE / 2;
  const svg = tasks.map((task) => {
    const rows = rowsOf(results, task);
    const drawn = panel(TASKS[task].title, rows, left, bottom, scale);
    bottom += TITLE + rows.length * ROW + GAP;
    return drawn;
  });
  return { svg: svg.join("\n"), bottom };
}

/** `[name, multiple, multiple of the same work]` of each but the baseline, the fastest first. */
function rowsOf(results, task) {
  const names = TASKS[task].names.filter((name) => name !== BASELINE);
  const row = (name) => [name, ratio(results, task, name), ratio(results, task, name, SAME_WORK)];
  return names.map(row).sort(([, a], [, b]) => a - b);
}

/** Where a multiple is, in whole octaves from the least to the greatest: `{ at, octaves }`. */
function scaleOf(multiples) {
  const first = Math.min(-1, Math.floor(Math.log2(Math.min(...multiples))));
  const last = Math.max(1, Math.ceil(Math.log2(Math.max(...multiples))));
  const octaves = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return { octaves, at: (multiple) => ((Math.log2(multiple) - first) / (last - first)) * PLOT };
}

function panel(title, rows, left, top, scale) {
  const plot = left + NAME + GAP;
  const first = top + TITLE;
  const ticks = scale.octaves.map((octave) => {
    const x = round(plot + scale.at(2 ** octave));
    const mark = octave === 0 ? ' class="one"' : "";
    const line = `<line${mark} x1="${x}" x2="${x}" y1="${first}" y2="${first + rows.length * ROW}"/>`;
    return `${line}<text class="tick" x="${x}" y="${first - 5}">${octave < 0 ? `1/${2 ** -octave}` : 2 ** octave}</text>`;
  });
  const [, sameWork] = rows.find(([name]) => name === SAME_WORK);
  const x = round(plot + scale.at(sameWork));
  return [
    `<text class="title" x="${left}" y="${top + 14}">${title}</text>`,
    ...ticks,
    `<line class="same" x1="${x}" x2="${x}" y1="${first}" y2="${first + rows.length * ROW}"/>`,
    ...rows.map(([name, ...multiples], index) => row(name, multiples, left, first + index * ROW, scale)),
  ].join("\n");
}

function row(name, [multiple, ofSameWork], left, top, scale) {
  const plot = left + NAME + GAP;
  const [from, to] = [scale.at(Math.min(1, multiple)), scale.at(Math.max(1, multiple))];
  const kind = name === OURS ? " ours" : "";
  const y = top + ROW - 6;
  const bar = `x="${round(plot + from)}" y="${top + 3}" width="${round(Math.max(1, to - from))}" height="${ROW - 6}"`;
  const value = `${threeDigits(multiple)} · ${threeDigits(ofSameWork)}`;
  return [
    `<text class="name${kind}" x="${left + NAME}" y="${y}">${name}</text>`,
    `<rect class="bar${kind}" ${bar}/>`,
    `<text class="value${kind}" x="${left + COLUMN - 2 * GAP}" y="${y}">${value}</text>`,
  ].join("");
}

function round(coordinate) {
  return Math.round(coordinate * 10) / 10;
}
