// The browser of the benchmark, and its pages: each with a cache and a storage of its own.

import { called, evaluate, launchChromium } from "../tests/e2e/chromium_protocol.mjs";

/** Some contenders read the address bar and clean it, here thousands of times, which looks like an attack. */
const FLAGS = ["--disable-ipc-flooding-protection"];

/** `{ version, openPage(url), close() }` */
export async function startChromium() {
  const connection = launchChromium({ flags: FLAGS });
  const { product } = await connection.send("Browser.getVersion");
  return { version: product, openPage: (url) => openPage(connection, url), close: connection.close };
}

/** A page with a cache and a storage of its own, which are empty: `{ evaluate(f, …), goTo(url), … }`. */
async function openPage({ send, next }, url) {
  const { browserContextId } = await send("Target.createBrowserContext");
  const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, parameters) => send(method, parameters, sessionId);
  await tell("Page.enable");
  await goTo(url);
  return {
    tell,
    goTo,
    evaluate: (f, ...parameters) => evaluate(tell, f, parameters),
    // Before whatever the next page has.
    beforeNext: (f, ...parameters) => tell("Page.addScriptToEvaluateOnNewDocument", { source: called(f, parameters) }),
    async throttle(line) {
      await tell("Network.enable");
      const free = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
      await tell("Network.emulateNetworkConditions", { ...free, ...line });
    },
    close: () => send("Target.disposeBrowserContext", { browserContextId }),
  };

  async function goTo(url) {
    const loaded = next("Page.loadEventFired", sessionId);
    await tell("Page.navigate", { url });
    await loaded;
  }
}
