import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { createConsumer, runTool } from "./consumer.mjs";

const APP = {
  "index.html": '<!doctype html><title>App</title><script type="module" src="/main.js"></script>',
  "main.js": `
    import { oidc } from "spa-authorize";
    const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: location.origin + "/callback" });
    document.title = (await auth.handleCallback()).kind;
  `,
};

test("a Vite project without configuration builds it, the module inlined", (t) => {
  const { names } = built(t, APP);
  assert.equal(names.length, 1);
});

test("what is initialized ahead has the module once as well", (t) => {
  built(t, { ...APP, "main.js": `import { initialize } from "spa-authorize"; await initialize(); ${APP["main.js"]}` });
});

test("of the lazy entry the module is a chunk of its own", (t) => {
  const { sizes } = built(t, { ...APP, "main.js": APP["main.js"].replace("spa-authorize", "spa-authorize/lazy") });
  const first = sizes.toSorted((one, other) => one - other).slice(0, -1);
  assert.ok(first.length > 0 && first.every((size) => size < 10_000), sizes.join());
});

/** Vite says so of every chunk of more than 500 kB, uncompressed. */
const SIZE_HINT = /^\(!\) Some chunks are larger than 500 kB after minification\. Consider:\n(- .*\n){3}/m;

/** The scripts of an app that Vite has built, which hold the module once. */
function built(t, app) {
  const consumer = createConsumer(t, app);
  const { status, output } = runTool(consumer, "vite", "build");
  assert.equal(status, 0, output);
  assert.doesNotMatch(output.replace(SIZE_HINT, ""), /warn|\(!\)/i);

  const assets = join(consumer.folder, "dist/assets");
  const names = readdirSync(assets);
  assert.deepEqual(names.filter((name) => !name.endsWith(".js")), []);
  const { length } = readFileSync(join(consumer.installed, "bytes.js"));
  const sizes = names.map((name) => readFileSync(join(assets, name)).length);
  const bundled = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bundled > length, "the module is not in the bundle");
  assert.ok(bundled < 1.5 * length, "the module is in the bundle more than once");
  return { names, sizes };
}
