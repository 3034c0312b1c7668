// Cases of the session in one engine: each test begins with a world of its own, and tabs whose storages are empty.

import { after, afterEach, before, beforeEach, test } from "node:test";

import { ENGINES } from "./engines.mjs";
import { startWorld } from "./world.mjs";

const TEST_TIMEOUT_MS = 80_000;

export function testIn(name, cases) {
  let tabs;
  let world;
  before(async () => void (tabs = await ENGINES[name]()));
  beforeEach(() => tabs.reset());
  afterEach(() => world?.close());
  after(() => tabs?.close());

  /** With `only`, in that engine: elsewhere there is no such test, rather than one that asserts nothing. */
  const it = (title, body, { only = name } = {}) => {
    if (only !== name) return;
    test(`${name}: ${title}`, { timeout: TEST_TIMEOUT_MS }, async (t) => {
      world = await startWorld({ accessTokenSeconds: 60 });
      await body({ t, tabs, world });
    });
  };
  for (const part of cases) part.cases(it);
}
