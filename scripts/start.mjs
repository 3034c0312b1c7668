// `npm start`: the demo, and a provider to sign in to, on this machine.

import { closeOnExit, command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";
import { buildDemo } from "./lib/demo.mjs";
import { readPort, requireFreePort } from "./lib/ports.mjs";

await command(async () => {
  const appPort = readPort("PORT", 4173);
  const providerPort = readPort("PROVIDER_PORT", appPort + 1);
  await requireFreePort(appPort, "PORT");
  await requireFreePort(providerPort, "PROVIDER_PORT");
  await buildDemo();
  // Not at the top: it needs npm packages that may not be installed before.
  const { startDemo } = await import("../www/server/serve.mjs");
  const demo = await startDemo({ appPort, providerPort });
  closeOnExit(() => demo.close());
  say(`\nOpen ${demo.url} (Ctrl-C ends it)`);
});
