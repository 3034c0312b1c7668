// Several tabs at once, whatever the browser is: what they have in common.

import { begin, outcomeOf } from "./together.mjs";

let calls = 0;

/**
 * Calls `f` in all tabs at one moment of the wall clock, which each waits for by itself. `values` are in the order of
 * the tabs, `spreadMs` is how far apart the first and the last began, the first not before `at`. A call that fails
 * rejects all.
 */
export async function atOnce(tabs, f, ...parameters) {
  return atMoment(0, tabs, f, ...parameters);
}

/** The same, at a moment that is chosen, or at the next one that all tabs can be told of before it comes. */
export async function atMoment(moment, tabs, f, ...parameters) {
  const key = `call ${++calls}`;
  const at = Math.max(moment, await nextMoment(tabs));
  // As one text: a page's policy may allow no `eval`.
  const beginning = `(key, at, parameters) => (${begin})(key, at, ${f}, parameters)`;
  await inTurn(tabs, (tab) => tab.evaluate(beginning, key, at, parameters));
  const outcomes = await inTurn(tabs, (tab) => tab.evaluate(outcomeOf, key));
  const failed = outcomes.find(({ error }) => error !== undefined);
  if (failed) throw new Error(`in tab ${outcomes.indexOf(failed)}: ${failed.error}`);
  const began = outcomes.map((outcome) => outcome.began);
  const values = outcomes.map(({ value }) => value);
  return { values, at, began, spreadMs: Math.max(...began) - Math.min(...began) };
}

/** Waits until `condition`, a function that runs in the page, gives something; gives that. */
export async function until(tab, what, condition, ...parameters) {
  const end = Date.now() + PATIENCE_MS;
  let cause;
  while (Date.now() < end) {
    // A page that is being left takes the condition with it.
    const found = await tab.evaluate(condition, ...parameters).catch((error) => void (cause = error));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${what} did not come about`, { cause });
}

export async function openAll(tabs, count, url) {
  const opened = [];
  while (opened.length < count) opened.push(await tabs.open(url));
  return opened;
}

/** Calls `f` in a click on the page's button; `window.clicked` is what will come of it. */
export async function inClick(tab, f, ...parameters) {
  await tab.evaluate(`(parameters) => void (window.inClick = () => (${f})(...parameters))`, parameters);
  await tab.click("#popup");
}

/** What the menu's "Duplicate" does to storages, by a link of the page: without a click, nothing opens. */
export async function duplicate(tab) {
  await tab.evaluate(addLink);
  const copy = await tab.opens(() => tab.click("#copy"));
  await tab.evaluate(() => document.getElementById("copy").remove());
  await until(copy, "the copy", () => document.readyState === "complete" && location.href !== "about:blank");
  return copy;
}

/** Runs in the page. */
function addLink() {
  const link = document.createElement("a");
  Object.assign(link, { id: "copy", href: location.href, target: "_blank", rel: "opener", textContent: "copy" });
  document.body.prepend(link);
}

/** How long it takes to tell all tabs something is measured, since it is the machine's to say. */
async function nextMoment(tabs) {
  const began = Date.now();
  await inTurn(tabs, (tab) => tab.evaluate(() => 0));
  return Date.now() + LEAD_MS + 2 * (Date.now() - began);
}

/** A driver is in one window at a time. */
async function inTurn(tabs, act) {
  const results = [];
  for (const tab of tabs) results.push(await act(tab));
  return results;
}

const LEAD_MS = 200;

const PATIENCE_MS = 20_000;
const POLL_MS = 20;
