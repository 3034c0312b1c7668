// What the benchmark says: its tables and its picture are those of its results, and a bar that is missed is said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chart } from "../../bench/chart.mjs";
import { BASELINE, OURS, PEERS } from "../../bench/contenders.mjs";
import { withTables } from "../../bench/report.mjs";
import { TASKS, verdicts } from "../../bench/tasks.mjs";
import { fromRepository } from "./consumer.mjs";

const RESULTS = JSON.parse(fromRepository("bench/results.json"));
const LOCKED = JSON.parse(fromRepository("bench/package-lock.json")).packages;

test("the tables of the benchmark's README are those of its results", () => {
  const readme = fromRepository("bench/README.md");
  assert.equal(withTables(readme, RESULTS), readme);
});

test("the picture of the benchmark is that of its results", () => {
  assert.equal(chart(RESULTS), fromRepository("docs/bench.svg"));
});

test("the results are of everybody in each task, and of the peers that the lockfile pins", () => {
  for (const [task, { names }] of Object.entries(TASKS)) {
    assert.deepEqual(Object.keys(RESULTS.times[task]).sort(), [...names].sort(), task);
  }
  for (const { name, package: installed } of PEERS) {
    assert.equal(RESULTS.versions[name], LOCKED[`node_modules/${installed}`].version, name);
  }
});

test("every bar holds for a package that is fast enough", () => {
  assert.deepEqual(verdicts(fastEnough()).filter(({ holds }) => !holds), []);
});

test("a time above its bar fails that bar, and one at it does not", () => {
  for (const [task, { most, title }] of Object.entries(TASKS).filter(([, { most }]) => most)) {
    assert.deepEqual(failuresWith(task, most), []);
    const [failure, ...others] = failuresWith(task, most * 1.001);
    assert.ok(failure?.title.startsWith(`${title}: at most`), task);
    assert.deepEqual(others, [], task);
  }
});

test("a peer that is as fast in the same work fails the race, and is named", () => {
  for (const [task, { raced, names, title }] of Object.entries(TASKS)) {
    for (const { name } of raced ? PEERS.filter((peer) => names.includes(peer.name)) : []) {
      const results = fastEnough();
      results.times[task][name] = results.times[task][OURS];
      const [failure, ...others] = verdicts(results).filter(({ holds }) => !holds);
      assert.deepEqual([failure?.found, others], [`not ${name}`, []]);
      assert.ok(failure.title.startsWith(title), task);
    }
  }
});

test("a URL that is not there at once fails", () => {
  const failures = verdicts({ ...fastEnough(), synchronous: false }).filter(({ holds }) => !holds);
  assert.deepEqual(failures.map(({ title }) => title), ["(a) is synchronous"]);
});

function failuresWith(task, multiple) {
  const results = fastEnough();
  const { inPlaceOf } = TASKS[task];
  const reference = inPlaceOf ? results.times[inPlaceOf][OURS] : results.times[task][BASELINE];
  results.times[task][OURS] = { median: reference.median * multiple };
  return verdicts(results).filter(({ holds }) => !holds);
}

/** Results with this package at a quarter of the baseline, and everybody else at twice that baseline. */
function fastEnough() {
  const medians = { [OURS]: 25, [BASELINE]: 100 };
  const timesOf = ({ names }) => Object.fromEntries(names.map((name) => [name, { median: medians[name] ?? 200 }]));
  const times = Object.fromEntries(Object.entries(TASKS).map(([task, entry]) => [task, timesOf(entry)]));
  return { synchronous: true, times };
}
