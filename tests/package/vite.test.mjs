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
  const consumer = createConsumer(t, APP);
  const { status, output } = runTool(consumer, "vite", "build");
  assert.equal(status, 0, output);
  assert.doesNotMatch(output, /warn/i);

  const assets = join(consumer.folder, "dist/assets");
  const names = readdirSync(assets);
  assert.deepEqual(names.filter((name) => !name.endsWith(".js")), []);
  const { length } = readFileSync(join(consumer.installed, "bytes.js"));
  const bundled = names.reduce((sum, name) => sum + readFileSync(join(assets, name)).length, 0);
  assert.ok(bundled > length, "the module is not in the bundle");
  assert.ok(bundled < 1.5 * length, "the module is in the bundle more than once");
});
