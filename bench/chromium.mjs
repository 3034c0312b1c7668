// A headless Chromium, told what to do by its own protocol over two pipes: no port, no driver, no dependency.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CHROMIUM_FLAGS } from "../tests/e2e/chromium_flags.mjs";

const FLAGS = [
  ...CHROMIUM_FLAGS,
  // Some contenders read the address bar and clean it, here thousands of times, which looks like an attack.
  "--disable-ipc-flooding-protection",
  "--remote-debugging-pipe",
];

const PATIENCE_MS = 120_000;

/** `{ version, openPage(url), close() }` */
export async function startChromium() {
  const profile = mkdtempSync(join(tmpdir(), "spa-authorize-bench-"));
  const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
  const browser = spawn("/usr/bin/chromium", [...FLAGS, `--user-data-dir=${profile}`], { stdio });
  const exit = new Promise((resolve) => browser.once("exit", resolve));
  process.once("exit", () => {
    browser.kill("SIGKILL");
    // The last of the browser's processes may still be writing.
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const connection = connect(browser.stdio[3], browser.stdio[4]);
  const { product } = await connection.send("Browser.getVersion");
  return {
    version: product,
    openPage: (url) => openPage(connection, url),
    async close() {
      await connection.send("Browser.close");
      await exit;
    },
  };
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

/** Calls a function in the page and waits for what it gives; it sees nothing of this file. */
async function evaluate(tell, f, parameters) {
  const options = { expression: called(f, parameters), awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await tell("Runtime.evaluate", options);
  if (exceptionDetails) throw new Error(`${f.name}(${parameters}): ${exceptionDetails.exception.description}`);
  return result.value;
}

function called(f, parameters) {
  return `(${f})(...${JSON.stringify(parameters)})`;
}

/** Messages are JSON, each with a zero byte behind it. */
function connect(output, input) {
  const answers = new Map();
  const awaited = [];
  let sent = 0;
  let unread = "";
  input.setEncoding("utf8").on("data", (text) => {
    const messages = (unread + text).split("\0");
    unread = messages.pop();
    for (const message of messages) receive(JSON.parse(message));
  });

  function receive({ id, result, error, method, sessionId }) {
    if (id) return answers.get(id)({ result, error });
    const at = awaited.findIndex((event) => event.method === method && event.sessionId === sessionId);
    if (at >= 0) awaited.splice(at, 1)[0].resolve();
  }

  async function send(method, params = {}, sessionId = undefined) {
    const id = ++sent;
    output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS, { error: { message: "no answer in two minutes" } });
      answers.set(id, (answer) => (clearTimeout(timer), answers.delete(id), resolve(answer)));
    });
    if (error) throw new Error(`Chromium, ${method}: ${error.message}`);
    return result;
  }

  const next = (method, sessionId) => new Promise((resolve) => awaited.push({ method, sessionId, resolve }));
  return { send, next };
}
