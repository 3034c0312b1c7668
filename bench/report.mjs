// The results as tables: those of README.md, each between two comments that name it, and those that are printed.

import { BASELINE, checkedBy, EVERYBODY, OURS, PEERS, SAME_WORK, SESSIONS } from "./contenders.mjs";
import { ratio, TASKS, threeDigits, verdicts } from "./tasks.mjs";

const README_TABLES = { made, times, sameWork, returns, alone, sessions, bars, absent, bytes, parts };

const RACES = Object.keys(TASKS).filter((task) => !TASKS[task].inPlaceOf);
const VARIANTS = Object.keys(TASKS).filter((task) => TASKS[task].inPlaceOf);

/** The text with every table written again. */
export function withTables(text, results) {
  const tables = Object.entries(README_TABLES);
  return tables.reduce((readme, [name, table]) => withTable(readme, name, markdown(table(results))), text);
}

/** The times and the bars, to be printed. */
export function summary(results) {
  const verdict = ({ title, found, holds }) => `${holds ? "holds" : "FAILS"}  ${title}: ${found}`;
  const tables = [times, sameWork, returns, alone, sessions].map((table) => aligned(table(results)));
  return [...tables, verdicts(results).map(verdict).join("\n")].join("\n\n");
}

function made({ browser, processors, warm, cold, returns, sessions }) {
  const [turns, pages] = [String(warm.turns), repeated(sessions.pages)];
  return [
    ["browser", "processors", "rounds of (a) to (c)", "turns in each", "pages of (d)", "pages of (e)", "pages of (f) to (h)"],
    [browser, String(processors), repeated(warm), turns, repeated(cold), repeated(returns), pages],
  ];
}

function times(results) {
  return multiples(results, BASELINE);
}

function sameWork(results) {
  return multiples(results, SAME_WORK);
}

function multiples(results, baseline) {
  const cell = (task, name) => {
    const time = results.times[task][name];
    if (!time) return "–";
    return name === baseline ? `1 (${duration(time.median)})` : threeDigits(ratio(results, task, name, baseline));
  };
  return [
    ["", "version", ...RACES.map((task) => TASKS[task].short)],
    ...EVERYBODY.map((name) => [name, results.versions[name] ?? "", ...RACES.map((task) => cell(task, name))]),
  ];
}

function returns(results) {
  const row = (name) => {
    const { requests, sequential } = results.roundTrips[name];
    const time = duration(results.times.signedIn[name].median);
    return [name, time, String(requests), String(sequential), checkedBy(name)];
  };
  const head = ["(e)", "time", "requests", "round trips", "checked of the ID token"];
  return [head, ...EVERYBODY.filter((name) => results.times.signedIn[name]).map(row)];
}

function alone(results) {
  const time = (task) => duration(results.times[task][OURS].median);
  const rows = VARIANTS.map((task) => [TASKS[task].title, time(task), threeDigits(ratio(results, task, OURS))]);
  return [["spa-authorize alone", "time", "of (b)"], ...rows];
}

function sessions({ sessions: { times, effects } }) {
  const time = (task, name) => (times[task][name] ? difference(times[task][name].median) : "–");
  const beside = (effect) => (effect ? `${effect.locks}, ${effect.reads}, ${effect.requests}` : "–");
  const row = (name) => {
    const { atHand, api, renewal } = effects[name];
    const crossings = [atHand, api].map((effect) => count(effect.crossings));
    const counted = [...crossings, beside(atHand), beside(renewal), count(renewal?.roundTrips)];
    return [name, ...["token", "api", "renewal"].map((task) => time(task, name)), ...counted];
  };
  const crossings = ["crossings in (f)", "in (g)"];
  const counted = ["locks, reads, requests in (f)", "in (h)", "round trips in (h)"];
  return [["", "(f) token", "(g) API call", "(h) renewal", ...crossings, ...counted], ...SESSIONS.map(row)];
}

function bars(results) {
  const row = ({ title, found, holds }) => [title, found, holds ? "holds" : "FAILS"];
  return [["bar", "found", ""], ...verdicts(results).map(row)];
}

function absent() {
  const rows = PEERS.flatMap(({ name, absent }) => Object.entries(absent).map(([work, why]) => [name, work, why]));
  return [["peer", "no part in", "since"], ...rows.map(([name, work, why]) => [name, TASKS[work].short, why])];
}

function bytes({ bytes }) {
  const [, ...whole] = bytes.parts.at(-1);
  const row = ([name, ...sizes]) => [name, ...[...sizes, bytes.loaded[name]].map(count)];
  const head = ["whole package", "raw", "gzip", "brotli", "loaded in (d), brotli"];
  return [head, row([OURS, ...whole]), ...bytes.peers.map(row)];
}

function parts({ bytes }) {
  return sizeTable(bytes.parts);
}

/** Of `[what, raw, gzip, brotli]`. */
export function sizeTable(rows) {
  return [["", "raw", "gzip", "brotli"], ...rows.map(([what, ...sizes]) => [what, ...sizes.map(count)])];
}

/** A table as lines of equal columns. */
export function aligned(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => (column === 0 ? cell.padEnd : cell.padStart).call(cell, widths[column]));
  return table.map((row) => line(row).join("  ").trimEnd()).join("\n");
}

function markdown([head, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (rows.every((row) => NUMBER.test(row[column])) ? "--:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function withTable(text, name, table) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`The README has no place for the table "${name}".`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

function repeated({ rounds, discarded }) {
  return `${rounds}, after ${discarded} that warm up`;
}

function duration(microseconds) {
  if (Math.abs(microseconds) < 10) return `${microseconds.toFixed(1)} µs`;
  return microseconds < 1000 ? `${Math.round(microseconds)} µs` : `${(microseconds / 1000).toFixed(1)} ms`;
}

/** Of two times. A negative one says only that the machine's noise exceeds it. */
function difference(microseconds) {
  return microseconds < 0 ? "–" : duration(microseconds);
}

function count(bytes) {
  return bytes === undefined ? "–" : bytes.toLocaleString("en");
}

/** What a column of numbers may hold, beside nothing. */
const NUMBER = /^[-\d–]|^$/;
