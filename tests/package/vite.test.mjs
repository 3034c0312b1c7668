import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createServer } from "vite";

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

test("Vite's dev server without configuration serves it", async (t) => {
  const consumer = createConsumer(t, APP);
  const server = await createServer({
    configFile: false,
    logLevel: "silent",
    root: consumer.folder,
    server: { host: "127.0.0.1", port: 0 },
  });
  t.after(() => server.close());
  await server.listen();
  const [address] = server.resolvedUrls.local;
  const main = await (await fetch(new URL("/main.js", address))).text();
  const [, dependency] = main.match(/from "(\/node_modules\/[^"]+)"/) ?? assert.fail(main);
  const response = await fetch(new URL(dependency, address));
  assert.equal(response.status, 200);
  assert.match(await response.text(), /export \{[^}]*\boidc\b/);
});
