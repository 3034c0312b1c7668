// A headless Chromium, told what to do by its own protocol over two pipes: no port, no driver, no dependency.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CHROMIUM_FLAGS } from "./chromium_flags.mjs";

const { CHROMIUM = "/usr/bin/chromium" } = process.env;

const PATIENCE_MS = 120_000;

/**
 * `{ send, next, on, close }`: `send` gives what comes of a command, `next` waits for one event, `on` hears each. With
 * a `sessionId` they are about the target that is attached to under it, without about the browser.
 */
export function launchChromium({ flags = [] } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "spa-authorize-chromium-"));
  const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
  const args = [...CHROMIUM_FLAGS, ...flags, "--remote-debugging-pipe", `--user-data-dir=${profile}`];
  const browser = spawn(CHROMIUM, args, { stdio });
  const exit = new Promise((resolve) => browser.once("exit", resolve));
  const kill = () => {
    browser.kill("SIGKILL");
    // The last of the browser's processes may still be writing.
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  // However what started it ends, it ends with that.
  process.once("exit", kill);
  const connection = connect(browser.stdio[3], browser.stdio[4]);
  return {
    ...connection,
    async close() {
      await connection.send("Browser.close");
      await exit;
      process.off("exit", kill);
      kill();
    },
  };
}

/** Calls a function in the page and waits for what it gives; it sees nothing of this file. */
export async function evaluate(tell, f, parameters) {
  const options = { expression: called(f, parameters), awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await tell("Runtime.evaluate", options);
  if (exceptionDetails) throw new Error(`${f.name}(${parameters}): ${descriptionOf(exceptionDetails)}`);
  return result.value;
}

/** What calls a function in a page: it sees nothing of the file that it stands in. */
export function called(f, parameters) {
  return `(${f})(...${JSON.stringify(parameters)})`;
}

function descriptionOf({ text, exception }) {
  return exception?.description ?? exception?.value ?? text;
}

/** Messages are JSON, each with a zero byte behind it. */
function connect(output, input) {
  const answers = new Map();
  const listeners = new Set();
  let sent = 0;
  let unread = "";
  input.setEncoding("utf8").on("data", (text) => {
    const messages = (unread + text).split("\0");
    unread = messages.pop();
    for (const message of messages) receive(JSON.parse(message));
  });

  function receive({ id, result, error, method, params, sessionId }) {
    // An answer may come after the patience has ended.
    if (id) return answers.get(id)?.({ result, error });
    for (const listener of [...listeners]) {
      if (listener.method === method && listener.sessionId === sessionId) listener.hear(params);
    }
  }

  async function send(method, params = {}, sessionId = undefined) {
    const id = ++sent;
    output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS, { error: { message: "no answer in two minutes" } });
      // What is told to a process that crashes is never answered, and the tests end all the same.
      timer.unref();
      answers.set(id, (answer) => (clearTimeout(timer), answers.delete(id), resolve(answer)));
    });
    if (error) throw new Error(`Chromium, ${method}: ${error.message}`);
    return result;
  }

  function on(method, hear, sessionId = undefined) {
    const listener = { method, sessionId, hear };
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function next(method, sessionId) {
    return new Promise((resolve) => {
      const stop = on(method, (params) => (stop(), resolve(params)), sessionId);
    });
  }

  return { send, next, on };
}
