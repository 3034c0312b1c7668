// The benchmark: every contender in one browser, in rounds, each round in an order of its own.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

import { chart } from "./chart.mjs";
import { startChromium } from "./chromium.mjs";
import { OURS, versions } from "./contenders.mjs";
import { withTables } from "./report.mjs";
import { startServer } from "./server.mjs";
import { loadedSizes, peerSizes, sizes } from "./size.mjs";
import { TASKS } from "./tasks.mjs";

const WARM = { rounds: 40, discarded: 10, turns: 20 };
const COLD = { rounds: 15, discarded: 1 };

const FILES = {
  results: new URL("results.json", import.meta.url),
  readme: new URL("README.md", import.meta.url),
  picture: new URL("../docs/bench.svg", import.meta.url),
};

/** Measures everything and writes `results.json`, which the tables and the picture are drawn from. */
export async function bench(say) {
  const bytes = { parts: await sizes(), peers: await peerSizes(), loaded: await loadedSizes() };
  const browser = await startChromium();
  try {
    const measured = await measureAll(browser, say);
    const results = { browser: browser.version, processors: cpus().length, versions: versions(), ...measured, bytes };
    writeFileSync(FILES.results, `${JSON.stringify(results, null, 2)}\n`);
    writeFileSync(FILES.readme, withTables(readFileSync(FILES.readme, "utf8"), results));
    writeFileSync(FILES.picture, chart(results));
    return results;
  } finally {
    await browser.close();
  }
}

async function measureAll(browser, say) {
  const server = await startServer([...new Set(Object.values(TASKS).flatMap(({ names }) => names))]);
  try {
    const page = await browser.openPage(`${server.url}/callback`);
    const synchronous = await page.evaluate(isSynchronous, OURS);
    const warm = await inRounds(WARM, entries((task) => !task.line), say, ([task, name]) => {
      return page.evaluate(measureInPage, name, task, WARM.turns);
    });
    await page.close();
    const cold = await inRounds(COLD, entries((task) => task.line), say, ([task, name]) => {
      return firstUrlOfNewPage(browser, server.url, TASKS[task].line, name);
    });
    return { warm: WARM, cold: COLD, synchronous, times: { ...warm, ...cold } };
  } finally {
    await server.close();
  }
}

/** `[task, name]` of everybody in each of those tasks. */
function entries(which) {
  const tasks = Object.entries(TASKS).filter(([, task]) => which(task));
  return tasks.flatMap(([task, { names }]) => names.map((name) => [task, name]));
}

/** `{ task: { name: { median, lower, upper } } }`, in microseconds, with the quartiles. */
async function inRounds({ rounds, discarded }, plan, say, measure) {
  const samples = new Map(plan.map((entry) => [entry, []]));
  for (let round = 1 - discarded; round <= rounds; round++) {
    for (const entry of shuffled(plan)) {
      const sample = await measure(entry);
      if (round > 0) samples.get(entry).push(sample);
    }
    if (round > 0 && round % 5 === 0) say(`   round ${round} of ${rounds}`);
  }
  const times = {};
  for (const [[task, name], list] of samples) (times[task] ??= {})[name] = summary(list);
  return times;
}

function shuffled(list) {
  return list.map((item) => [Math.random(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
}

function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part) => Math.round(sorted[Math.round((sorted.length - 1) * part)] * 10) / 10;
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}

/** With no cache, nothing in any storage, and nothing compiled. */
async function firstUrlOfNewPage(browser, origin, line, name) {
  const page = await browser.openPage(`${origin}/callback`);
  await page.throttle(line);
  const time = await page.evaluate(firstUrl, name);
  await page.close();
  return time;
}

// --- in the page

async function isSynchronous(name) {
  const { open } = await import(`/contenders/${name}.js`);
  return typeof (await open()).url() === "string";
}

async function measureInPage(name, task, turns) {
  const { measure } = await import("/stopwatch.js");
  return measure(name, task, turns);
}

async function firstUrl(name) {
  const began = performance.now();
  const { open } = await import(`/contenders/${name}.js`);
  const session = await open();
  await session.url();
  return (performance.now() - began) * 1000;
}
