// WebKit as GTK has it: how it is started, in a display of its own, with nothing of it left behind.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { Name } from "selenium-webdriver/lib/command.js";
import { DriverService } from "selenium-webdriver/remote/index.js";

import { startProxy } from "./proxy.mjs";

const NAVIGATIONS = [Name.GET, Name.REFRESH, Name.GO_BACK, Name.GO_FORWARD];
const POLL_MS = 20;

export const webkit = {
  name: "WebKit",

  async start({ storageBlocked = false } = {}) {
    const home = await mkdtemp(join(tmpdir(), "spa-authorize-webkit-"));
    const display = await startDisplay();
    const proxy = await startProxy(storageBlocked ? inSandbox : (headers) => headers);
    const service = new DriverService.Builder("/usr/bin/WebKitWebDriver")
      .setLoopback(true)
      .setEnvironment({ ...process.env, ...environment(home, display.name) })
      .build();
    const executor = new Executor(new HttpClient(await service.start()));
    const driver = await WebKitDriver.createSession(executor, {
      proxy: {
        proxyType: "manual",
        httpProxy: proxy.address,
        noProxy: storageBlocked ? [] : ["localhost"],
      },
      // With a limit, the driver sets a timer in the page for each script.
      timeouts: { script: null },
    });

    const stop = async () => {
      await driver.quit();
      await service.kill();
      await display.stop();
      await proxy.close();
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    };
    return { driver, stop };
  },
};

class WebKitDriver extends WebDriver {
  /** A page counts as loaded here once all of it was fetched, which may be before its modules have run. */
  async execute(command) {
    const value = await super.execute(command);
    if (NAVIGATIONS.includes(command.getName())) await this.wait(() => this.executeScript(isComplete), 0, "", POLL_MS);
    return value;
  }
}

function isComplete() {
  return document.readyState === "complete";
}

/** This browser does not run without a display: here on the first that is free. */
async function startDisplay() {
  const stdio = ["ignore", "ignore", "ignore", "pipe"];
  const child = spawn("Xvfb", ["-displayfd", "3", "-nolisten", "tcp"], { stdio });
  // However these tests end, it ends with them.
  const kill = () => child.kill();
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  for await (const number of createInterface({ input: child.stdio[3] })) return { name: `:${number}`, stop };
  throw new Error("Xvfb ended before it had a display.");
}

/** Neither the folders of whoever runs the tests, nor their windows, nor a GPU. */
function environment(home, display) {
  const folders = ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map((name) => [name, home]);
  return {
    ...Object.fromEntries(folders),
    DISPLAY: display,
    GDK_BACKEND: "x11",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  };
}

/** No setting blocks storages here, but a page in a sandbox is given none. Its own modules are foreign to it. */
function inSandbox({ "content-security-policy": own = "", ...headers }) {
  return {
    "access-control-allow-origin": "*",
    ...headers,
    "content-security-policy": [own, "sandbox allow-scripts"],
  };
}
