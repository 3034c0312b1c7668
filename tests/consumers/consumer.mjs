// Apps as their developers have them: a tool without configuration, the packed tarball, and a provider of their own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, extname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { close, listen } from "../../www/server/listen.mjs";
import { startProvider } from "../../www/server/provider.mjs";
import { click, leave, passProvider, until } from "../e2e/app.mjs";
import { chromium, openFreshTab } from "../e2e/browser.mjs";
import { installTarball, ROOT } from "../package/consumer.mjs";

const TEST_TIMEOUT_MS = 300_000;
const POLL_MS = 50;

/** Vite says so of every chunk of more than 500 kB, uncompressed, as the inlined module is. */
const SIZE_HINT = /^\(!\) Some chunks are larger than 500 kB after minification\. Consider:\n(- .*\n){3}/m;

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
};

/**
 * One test for each app, in Chromium: of `createApp` what it is made of, `build` the command that builds it, and
 * `start`, given a port, the command that serves it. Without one its folder, or `root` in it, is served as plain files,
 * with `headers`. `check` gets the app's address before anybody has signed in.
 */
export function testSignIns(apps) {
  let browser;

  before(async () => (browser = await chromium.start()));
  beforeEach(() => openFreshTab(browser.driver));
  after(() => browser.stop());

  for (const { name, check = () => {}, ...app } of apps) {
    test(`${name}: signs in`, { timeout: TEST_TIMEOUT_MS }, async (t) => {
      const url = await startApp(t, app);
      await check(url);
      await signIn(browser.driver, url);
    });
  }
}

/**
 * The shared app with the fixture's files over it, in `target/consumers`, beside what was installed there; gives its
 * folder. `from` is where the app imports the package from, `script` what its page loads, and `url` where it will be.
 */
export async function createApp(t, { fixture, from = "spa-authorize", script = "/page.js", url }) {
  const folder = join(ROOT, "target/consumers", fixture);
  empty(folder);
  for (const source of ["app", fixture]) {
    const path = join(ROOT, "tests/consumers", source);
    if (existsSync(path)) cpSync(path, folder, { recursive: true });
  }
  installTarball(folder);

  const clients = [{ client_id: "consumer", redirect_uris: [`${url}/callback`] }];
  const provider = await startProvider({ clients });
  t.after(() => provider.close());
  const values = { '"spa-authorize"': JSON.stringify(from), "{{app}}": url, "{{issuer}}": provider.issuer };
  fill(join(folder, "auth.js"), values);
  fill(join(folder, "index.html"), { "/page.js": script });
  return folder;
}

/**
 * Runs a tool of the app, or else of this repository, to its end. A tool in the folder `first` comes before both;
 * what matches `hints` may be said.
 */
export async function run(command, folder, { first, hints = [] } = {}) {
  const { tool, said } = spawnTool(command, folder, first);
  const [code] = await once(tool, "close");
  assert.equal(code, 0, said());
  assertQuiet(hints.reduce((text, hint) => text.replace(hint, ""), said()));
}

// --- the steps of a test

async function startApp(t, { build, start, root = ".", headers, ...app }) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const folder = await createApp(t, { ...app, url });
  if (build) await run(build, folder);
  if (start) await startTool(t, start(port), folder, url);
  else await serve(t, join(folder, root), port, headers);
  return url;
}

async function signIn(driver, url) {
  await driver.get(url);
  assert.equal(await userOf(driver, url), "none");
  await leave(driver, () => click(driver, "#sign-in"));
  await passProvider(driver, "alice");
  assert.equal(await userOf(driver, url), "alice@example.com");
  assert.equal(await driver.getCurrentUrl(), `${url}/callback`);
}

async function userOf(driver, url) {
  try {
    return await until(driver, "who has signed in", () => document.querySelector("#user")?.textContent);
  } finally {
    assert.deepEqual(await complaints(driver, url), []);
  }
}

/** Warnings and errors of the console, but for those of other pages: the provider's, and the app's of the last test. */
export async function complaints(driver, url) {
  const entries = await driver.manage().logs().get("browser");
  return entries.map(({ message }) => message).filter((message) => message.startsWith(url));
}

// --- an app's files

/** What was installed stays, but not what a tool has made of another tarball. */
export function empty(folder) {
  mkdirSync(folder, { recursive: true });
  const made = readdirSync(folder).filter((name) => name !== "node_modules");
  for (const name of [...made, "node_modules/.vite"]) rmSync(join(folder, name), { recursive: true, force: true });
}

export function fill(file, values) {
  const fillIn = (text, [placeholder, value]) => text.replace(placeholder, () => value);
  writeFileSync(file, Object.entries(values).reduce(fillIn, readFileSync(file, "utf8")));
}

// --- tools and servers

function spawnTool(command, folder, first = folder) {
  const [program, ...args] = command.split(" ");
  const programs = [first, folder, ROOT].map((path) => join(path, "node_modules/.bin"));
  const PATH = [...programs, process.env.PATH].join(delimiter);
  // Not a CI's: there Next asks for a cache of its builds, which is no word about the package.
  const { CI, ...own } = process.env;
  const tool = spawn(program, args, { cwd: folder, env: { ...own, PATH, NEXT_TELEMETRY_DISABLED: "1" } });
  let output = "";
  for (const stream of [tool.stdout, tool.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return { tool, said: () => output };
}

async function startTool(t, command, folder, url) {
  const { tool, said } = spawnTool(command, folder);
  const closed = once(tool, "close");
  t.after(async () => {
    tool.kill();
    await closed;
    assertQuiet(said());
  });
  while (!(await answers(url))) {
    assert.equal(tool.exitCode, null, said());
    await wait(POLL_MS, undefined, { signal: t.signal });
  }
}

function assertQuiet(output) {
  assert.doesNotMatch(output.replace(SIZE_HINT, ""), /⚠|\bwarn|\berror\b/i);
}

function answers(url) {
  return fetch(url).then(() => true, () => false);
}

/** A port that nobody listens to. */
export async function freePort() {
  const server = createServer();
  const port = await listen(server, 0, "127.0.0.1");
  await close(server);
  return port;
}

/** A path without an extension is the page. What `isDown` says of a path is not answered with its file. */
export async function serve(t, folder, port, headers, isDown = () => false) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    if (isDown(pathname)) return void response.writeHead(503).end();
    const type = extname(pathname) || ".html";
    try {
      const file = type === ".html" ? "index.html" : pathname;
      const content = await readFile(join(folder, file));
      response.writeHead(200, { ...headers, "Content-Type": TYPES[type] }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await listen(server, port, "127.0.0.1");
  t.after(() => close(server));
}
