// Chromium and Firefox: how each is started, with nothing of it left behind.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Builder, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import firefoxDriver from "selenium-webdriver/firefox.js";

import { CHROMIUM_FLAGS } from "./chromium_flags.mjs";

/** Debian's, unless these name others. */
const {
  CHROMIUM = "/usr/bin/chromium",
  CHROMEDRIVER = "/usr/bin/chromedriver",
  FIREFOX = "/usr/bin/firefox-esr",
} = process.env;

const GECKODRIVER = fileURLToPath(new URL("../../.tools/bin/geckodriver", import.meta.url));

/** A name that leads to this machine, and that no browser takes for it: a page there is not secure. */
export const INSECURE_HOSTNAME = "app.test";

export const chromium = {
  name: "Chromium",

  /**
   * `{ driver, stop }`; with `storageBlocked`, a browser whose user allows no page to store anything; with `networkLog`,
   * one whose log `performance` has what its developer tools show of each request.
   */
  async start({ storageBlocked = false, networkLog = false } = {}) {
    const profile = await mkdtemp(join(tmpdir(), "spa-authorize-chromium-"));
    const options = new chrome.Options()
      .setBinaryPath(CHROMIUM)
      .addArguments(...CHROMIUM_FLAGS, RESOLVER_RULES, `--user-data-dir=${profile}`)
      // ChromeDriver allows every popup, and then no test could tell whether one would be blocked.
      .excludeSwitches("disable-popup-blocking");
    if (storageBlocked) options.setUserPreferences({ "profile.default_content_setting_values.cookies": 2 });
    if (networkLog) options.setLoggingPrefs(PERFORMANCE_LOG);
    const driver = await new Builder()
      .forBrowser("chrome")
      .setChromeOptions(options)
      .setChromeService(new chrome.ServiceBuilder(CHROMEDRIVER))
      .build();
    return { driver, stop: () => quit(driver, profile) };
  },
};

export const firefox = {
  name: "Firefox",

  /** With `preferences`, more of the user's by name. */
  async start({ storageBlocked = false, preferences = {} } = {}) {
    const options = new firefoxDriver.Options()
      .setBinary(FIREFOX)
      .addArguments("-headless")
      .setPreference("network.dns.localDomains", INSECURE_HOSTNAME)
      // GeckoDriver allows every popup, as ChromeDriver does.
      .setPreference("dom.disable_open_during_load", true);
    if (storageBlocked) options.setPreference("network.cookie.cookieBehavior", 2);
    for (const [name, value] of Object.entries(preferences)) options.setPreference(name, value);
    const driver = await new Builder()
      .forBrowser("firefox")
      .setFirefoxOptions(options)
      .setFirefoxService(new firefoxDriver.ServiceBuilder(GECKODRIVER))
      .build();
    return { driver, stop: () => driver.quit() };
  },
};

/** Goes on in a new tab, whose `sessionStorage` is empty, and closes all others. */
export async function openFreshTab(driver) {
  const others = await driver.getAllWindowHandles();
  // A test that failed may have left the driver in a window that has closed since.
  await driver.switchTo().window(others[0]);
  await driver.switchTo().newWindow("tab");
  const fresh = await driver.getWindowHandle();
  for (const other of others) {
    await driver.switchTo().window(other);
    await driver.close();
  }
  await driver.switchTo().window(fresh);
}

/** Ends the sessions at every provider on this machine: `url` is on localhost, whose cookies know no ports. */
export async function deleteCookies(driver, url) {
  await driver.get(url);
  await driver.manage().deleteAllCookies();
}

async function quit(driver, profile) {
  await driver.quit();
  // The last of the browser's processes may still be writing.
  await rm(profile, { recursive: true, force: true, maxRetries: 10 });
}

const PERFORMANCE_LOG = new logging.Preferences();
PERFORMANCE_LOG.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL);

const RESOLVER_RULES = `--host-resolver-rules=MAP ${INSECURE_HOSTNAME} 127.0.0.1`;
