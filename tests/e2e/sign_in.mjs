// Cases in one browser: the demo and the test page are served, and each test begins in a tab of its own.

import { after, before, beforeEach, test } from "node:test";

import { startDemo } from "../../www/server/serve.mjs";
import { deleteCookies, INSECURE_HOSTNAME, openFreshTab } from "./browser.mjs";
import * as addresses from "./cases/addresses.mjs";
import * as attacks from "./cases/attacks.mjs";
import * as auth0 from "./cases/auth0.mjs";
import * as authkit from "./cases/authkit.mjs";
import * as callbacks from "./cases/callbacks.mjs";
import * as conformance from "./cases/conformance/index.mjs";
import * as connect from "./cases/connect.mjs";
import * as demo from "./cases/demo.mjs";
import * as entra from "./cases/entra.mjs";
import * as environments from "./cases/environments.mjs";
import * as faults from "./cases/faults.mjs";
import * as flows from "./cases/flows.mjs";
import * as guide from "./cases/guide.mjs";
import * as metadata from "./cases/metadata.mjs";
import * as picker from "./cases/picker.mjs";
import * as readme from "./cases/readme.mjs";
import * as secrets from "./cases/secrets.mjs";
import * as signatures from "./cases/signatures.mjs";
import * as storage from "./cases/storage.mjs";
import * as strangers from "./cases/strangers.mjs";
import { startEmulator } from "./emulator.mjs";
import { startEntra } from "./entra.mjs";
import { startFaulty } from "./faulty.mjs";
import { startMisbehaving } from "./misbehaving.mjs";
import { startTestPage } from "./test_page.mjs";
import { startAuth0, startConnect } from "./vendors.mjs";

/** Signing in, with every provider, and what an app and its users do to it. */
export const SIGN_INS = [
  ...[readme, guide, flows, callbacks, signatures, strangers, addresses, metadata, environments],
  ...[auth0, authkit, connect, demo, entra, picker],
];

/** What providers, networks, storages and attackers do to it: many, and all of one kind. */
export const REFUSALS = [conformance, attacks, faults, storage, secrets];

const VENDORS = {
  auth0: startAuth0,
  connect: startConnect,
  emulator: startEmulator,
  entra: startEntra,
  faulty: startFaulty,
  misbehaving: startMisbehaving,
};

const TEST_TIMEOUT_MS = 60_000;

/** There before the demo: it cleans its address, and what breaks its policy is not seen in its page. */
const WITNESS = `<script>
  window.openedAt = location.href;
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective }) => violations.push(violatedDirective));
</script>`;

export function testIn(browser, cases) {
  const world = {};
  const stops = [];
  let isDemoUsed = false;

  before(async () => {
    const demo = await startDemo({
      appPort: 0,
      providerPort: 0,
      hostnames: ["localhost", INSECURE_HOSTNAME],
      headHtml: WITNESS,
    });
    stops.push(() => demo.close());
    Object.defineProperty(world, "demo", { get: () => ((isDemoUsed = true), demo) });
    world.page = await startTestPage();
    stops.push(() => world.page.close());
    for (const [name, startVendor] of Object.entries(VENDORS)) {
      world[name] = await startVendor(world.page.url);
      stops.push(() => world[name].close());
    }
    world.driver = await start();
    world.driverWithoutStorage = lazily(() => start({ storageBlocked: true }));
  });

  async function start(options) {
    const { driver, stop } = await browser.start(options);
    stops.unshift(stop);
    return driver;
  }

  beforeEach(async () => {
    world.page.reset();
    world.faulty.reset();
    await openFreshTab(world.driver);
    await deleteCookies(world.driver, `${world.page.url}/nothing.txt`);
    if (isDemoUsed) await forgetSession(world.driver, world.demo.url);
    isDemoUsed = false;
  });

  after(async () => {
    for (const stop of stops) await stop();
  });

  const it = (name, body) => test(`${browser.name}: ${name}`, { timeout: TEST_TIMEOUT_MS }, () => body(world));
  for (const part of cases) part.cases(it);
}

/** Of the demo's session only a hint is left beyond its tab. No app runs on an image. */
async function forgetSession(driver, url) {
  await driver.get(`${url}/favicon.svg`);
  await driver.executeScript(() => localStorage.clear());
}

function lazily(make) {
  let made;
  return () => (made ??= make());
}
