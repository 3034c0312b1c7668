// The cases of the session in one browser, and what came of each: `target/session-engines.json`.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { SECTIONS } from "../../cases.mjs";
import { CANNOT } from "./cannot.mjs";
import * as answers from "./cases/answers.mjs";
import * as api from "./cases/api.mjs";
import * as apps from "./cases/apps.mjs";
import * as clients from "./cases/clients.mjs";
import * as frames from "./cases/frames.mjs";
import * as frozen from "./cases/frozen.mjs";
import * as guards from "./cases/guards.mjs";
import * as handovers from "./cases/handovers.mjs";
import * as keeping from "./cases/keeping.mjs";
import * as organizations from "./cases/organizations.mjs";
import * as refusals from "./cases/refusals.mjs";
import * as renewals from "./cases/renewals.mjs";
import * as restoring from "./cases/restoring.mjs";
import * as secrets from "./cases/secrets.mjs";
import * as sign_ins from "./cases/sign_ins.mjs";
import * as sign_outs from "./cases/sign_outs.mjs";
import { ENGINES } from "./engines.mjs";
import { startWorld } from "./world.mjs";

const CASES = [
  ...[renewals, refusals, answers, restoring, handovers, keeping],
  ...[sign_ins, sign_outs, clients, frozen],
  ...[frames, api, guards, organizations, secrets, apps],
];

const RESULTS = new URL("../../../target/session-engines.json", import.meta.url);

/**
 * A case is `it(name, choices, body)`. Its ids are those whose line in `cases.json` has the name. Of the `choices`:
 *
 * - `session`: the client's options for it; `app`: more options of the client;
 * - `watches`: whether the session begins with the page, by default;
 * - `needs`: what of `cannot.mjs` a browser has to do; `shim`: what stands for what no browser here does;
 * - all others are the provider's (`provider.mjs`), whose access tokens outlast any case that does not say otherwise.
 */
export function testSessionIn(engine) {
  const results = [];
  let tabs;

  before(async () => void (tabs = await ENGINES[engine]()));
  after(async () => {
    await tabs?.close();
    write(engine, results);
  });

  const it = (name, choices, body) => {
    const result = { test: name, cases: idsOf(name), result: "not run" };
    results.push(result);
    const { needs = [], shim, session, app, watches = true, timeoutMs = TEST_TIMEOUT_MS, ...provider } = choices;
    const missing = needs.find((need) => CANNOT[engine][need] !== undefined);
    if (missing) return Object.assign(result, { result: "cannot", why: CANNOT[engine][missing] });
    test(`${engine}: ${name}`, { timeout: timeoutMs }, async (t) => {
      result.result = "failed";
      const world = await worldOf({ session, app, watches, provider });
      try {
        await tabs.reset(world.app.url);
        await body({ ...world, world, tabs, t });
        Object.assign(result, shim ? { result: "shim", why: shim } : { result: "passed" });
      } finally {
        await world.close();
      }
    });
  };
  for (const part of CASES) part.cases(it);

  test(`${engine}: what it cannot show is known`, (t) => {
    const cannot = results.filter(({ result }) => result === "cannot");
    for (const { test, cases, why } of cannot) t.diagnostic(`${cases.join(", ")}: ${test}: ${why}`);
    const unknown = results.filter(({ cases }) => cases.length === 0).map(({ test }) => test);
    assert.deepEqual(unknown, [], "add to tests/cases.json");
  });
}

/** The API's origin is one that `session.fetch` may send tokens to. */
async function worldOf({ session, app, watches, provider }) {
  const world = await startWorld({ accessTokenSeconds: 600, ...provider });
  const optionsOf = (of, own = {}) => {
    return world.options(of, { ...app, session: { apis: [world.api.url], ...session }, ...own });
  };
  world.app.use({ app: optionsOf(world.provider) }, { watches });
  return Object.assign(world, { optionsOf });
}

function idsOf(name) {
  const isHere = ([file, names]) => file.startsWith(FOLDER) && names.includes(name);
  const holds = ({ heldBy = {} }) => Object.entries(heldBy).some(isHere);
  return SECTIONS.flatMap(({ cases }) => cases).filter(holds).map(({ id }) => id);
}

/** Beside what the other browsers have left. */
function write(engine, results) {
  const all = { ...read(), [engine]: byCase(results) };
  mkdirSync(new URL(".", RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(all, undefined, 2)}\n`);
}

function byCase(results) {
  const ids = [...new Set(results.flatMap(({ cases }) => cases))];
  const numberOf = (id) => Number(id.split("-")[1]);
  const ofCase = (id) => results.filter(({ cases }) => cases.includes(id)).map(({ cases: _, ...result }) => result);
  return Object.fromEntries(ids.sort((a, b) => numberOf(a) - numberOf(b)).map((id) => [id, ofCase(id)]));
}

function read() {
  try {
    return JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    return {};
  }
}

const FOLDER = "e2e/session/cases/";
const TEST_TIMEOUT_MS = 60_000;
