// The benchmark: every contender in one browser, in rounds, each round in an order of its own.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

import { chart } from "./chart.mjs";
import { startChromium } from "./chromium.mjs";
import { OURS, SESSIONS, versions } from "./contenders.mjs";
import { withTables } from "./report.mjs";
import { inSequence } from "./round_trips.mjs";
import { inRounds, summary } from "./rounds.mjs";
import { startServer } from "./server.mjs";
import { measureSessions } from "./session.mjs";
import { loadedSizes, peerSizes, sizes } from "./size.mjs";
import { TASKS } from "./tasks.mjs";

const WARM = { rounds: 40, discarded: 10, turns: 20 };
const COLD = { rounds: 15, discarded: 1 };
const RETURNS = { rounds: 15, discarded: 1 };

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
  const names = Object.values(TASKS).flatMap(({ names }) => names);
  const server = await startServer([...new Set(names), ...SESSIONS.map((name) => `session/${name}`)]);
  try {
    const page = await browser.openPage(`${server.url}/callback`);
    const synchronous = await page.evaluate(isSynchronous, OURS);
    const warm = await timesInRounds(WARM, entries((task) => !task.line && !task.answerMs), say, ([task, name]) => {
      return page.evaluate(measureInPage, name, task, WARM.turns);
    });
    await page.close();
    const cold = await timesInRounds(COLD, entries((task) => task.line), say, ([task, name]) => {
      return firstUrlOfNewPage(browser, server.url, TASKS[task].line, name);
    });
    const leaving = await browser.openPage(`${server.url}/callback`);
    const roundTrips = {};
    const returns = await timesInRounds(RETURNS, entries((task) => task.answerMs), say, async ([task, name]) => {
      const { time, ...trips } = await signInOfNewPage(browser, server.url, leaving, name, TASKS[task].answerMs);
      roundTrips[name] = trips;
      return time;
    });
    const times = { ...warm, ...cold, ...returns };
    const sessions = await measureSessions(browser, server.url, SESSIONS, say);
    return { warm: WARM, cold: COLD, returns: RETURNS, synchronous, times, roundTrips, sessions };
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
async function timesInRounds(settings, plan, say, measure) {
  const times = {};
  for (const [[task, name], samples] of await inRounds(settings, plan, say, measure)) {
    (times[task] ??= {})[name] = summary(samples);
  }
  return times;
}

/** With no cache, nothing in any storage, and nothing compiled. */
async function firstUrlOfNewPage(browser, origin, line, name) {
  const page = await browser.openPage(`${origin}/callback`);
  await page.throttle(line);
  const time = await page.evaluate(firstUrl, name);
  await page.close();
  return time;
}

/** The page that the provider leads back to is a new one: it has what the one before stored, and nothing is compiled. */
async function signInOfNewPage(browser, origin, leaving, name, answerMs) {
  const { address, answers, stored } = await leaving.evaluate(leave, name);
  const page = await browser.openPage(`${origin}/callback`);
  await page.evaluate(store, stored);
  await page.beforeNext(signInByItself, name, answers, answerMs);
  await page.goTo(address);
  const found = await page.evaluate(whenSignedIn);
  await page.close();
  return { time: found.time, requests: found.requests.length, sequential: inSequence(found.requests) };
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

async function leave(name) {
  const { leave } = await import("/stopwatch.js");
  return leave(name);
}

function store({ session, local }) {
  Object.assign(sessionStorage, session);
  Object.assign(localStorage, local);
}

/** What an app does first on the page of the return. `performance` counts from when the browser went there. */
function signInByItself(name, answers, answerMs) {
  const requests = [];
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function roundTrip() {
    const request = [performance.now()];
    requests.push(request);
    await wait(answerMs);
    request.push(performance.now());
  }

  /** A browser asks the provider before it sends what no form could send. */
  function isPreflighted({ method, headers }) {
    const plain = ["accept", "accept-language", "content-language"];
    const types = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    const isPlain = ([header, value]) => {
      return plain.includes(header) || (header === "content-type" && types.includes(value.split(";")[0]));
    };
    return !["GET", "HEAD", "POST"].includes(method) || ![...headers].every(isPlain);
  }

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (isPreflighted(request)) await roundTrip();
    await roundTrip();
    const body = answers[request.method === "POST" ? "tokens" : request.url];
    if (!body) throw new Error(`nobody has to ask for ${request.url}`);
    return new Response(body, { headers: { "Content-Type": "application/json" } });
  };

  async function signIn() {
    const contender = await import(`/contenders/${name}.js`);
    const answer = await (contender.arrive ?? arrive)(contender);
    const time = performance.now() * 1000;
    if (!(await contender.accessToken(answer))) throw new Error("nobody is signed in");
    return { time, requests: requests.filter(([, to]) => to) };
  }

  async function arrive({ open }) {
    const session = await open();
    return session.callback(location.href);
  }

  globalThis.signedIn = signIn();
}

function whenSignedIn() {
  return globalThis.signedIn;
}
