// The README's examples as they stand there, but for what is the reader's own, and under its own policy.

import assert from "node:assert/strict";

import { build } from "esbuild";

import { completed, EXAMPLES, README } from "../../readme.mjs";
import { click, clickSoon, leave, logIn, passProvider, refuse, until } from "../app.mjs";

const [FIRST] = EXAMPLES;

const [, POLICY] = README.match(/^```\n(script-src .*)\n```$/m);

/** The providers that stand in for those of the quick starts. */
const STAND_INS = {
  "Any OpenID provider": ({ page }) => standIn(page),
  Auth0: ({ auth0 }) => ({ url: auth0.url, clientId: "auth0" }),
  "WorkOS Connect": ({ connect }) => ({ url: connect.url, clientId: "connect" }),
};

export function cases(it) {
  it("README: the first example signs in, and goes where it says", async (world) => {
    await open(world, completed(FIRST));
    await signIn(world);
    assert.equal(await greeting(world), "Hello alice@example.com");
    assert.equal(await world.driver.getCurrentUrl(), `${world.page.url}/inbox`);
  });

  for (const [heading, standInOf] of Object.entries(STAND_INS)) {
    for (const [at, example] of examplesUnder(heading).entries()) {
      it(`README: ${heading}, example ${at + 1} signs in`, async (world) => {
        await open(world, completed(example), standInOf(world));
        await signIn(world);
        assert.match(await greeting(world), /^Hello /);
      });
    }
  }

  it("README: WorkOS AuthKit signs in, with a user in place of claims", async (world) => {
    const { driver, emulator } = world;
    await open(world, completed(...examplesUnder("WorkOS AuthKit")), { url: emulator.url, clientId: "client_1" });
    // The emulator asks nobody for anything.
    await leave(driver, () => click(driver, "#sign-in"));
    assert.equal(await greeting(world), "Hello alice@example.com");
  });

  it("README: React signs in with one exchange, in StrictMode", async (world) => {
    const { tokenRequests } = world.page.providers.first;
    const before = tokenRequests.length;
    await open(world, completed(...examplesUnder("React")));
    await signIn(world, "#root button");
    assert.equal(await greeting(world), "Hello alice@example.com");
    assert.equal(tokenRequests.length - before, 1);
  });

  it("README: the errors tell the user's own no from the rest", async (world) => {
    await open(world, `${completed(...examplesUnder("Errors"))}\nglobalThis.signIn = () => auth.signIn();`);
    await leave(world.driver, () => world.driver.executeScript(() => void window.signIn()));
    await refuse(world.driver);
    assert.equal(await greeting(world, "You"), "You said no.");
  });

  it("README: a popup is not blocked, tells the page who signed in, and closes", async (world) => {
    await inPopup(world, async (driver) => {
      await logIn(driver, "alice");
      await clickSoon(driver, "[type=submit]");
    });
    assert.equal(await greeting(world), "Hello alice@example.com");
  });

  it("README: a popup in which the user says no tells the page so, and closes", async (world) => {
    await inPopup(world, async (driver) => {
      await until(driver, "the login page", () => document.querySelector("[name=login]"));
      await clickSoon(driver, "a[href$='/abort']");
    });
    assert.equal(await greeting(world, "Not signed in:"), "Not signed in: authorization-refused");
  });
}

/** Opens the popup, and waits until it has closed after what is done in it. */
async function inPopup(world, act) {
  const { driver } = world;
  await open(world, completed(...examplesUnder("Popup")));
  const page = await driver.getWindowHandle();
  const popups = async () => (await driver.getAllWindowHandles()).filter((handle) => handle !== page);
  await click(driver, "#sign-in");
  await driver.wait(async () => (await popups()).length === 1, 5000, "no popup opened");
  await driver.switchTo().window((await popups())[0]);
  await act(driver);
  await driver.wait(async () => (await popups()).length === 0, 5000, "the popup stayed open");
  await driver.switchTo().window(page);
}

function examplesUnder(heading) {
  const examples = EXAMPLES.filter((example) => example.heading === heading);
  assert.ok(examples.length > 0, `the README has no example under "${heading}"`);
  return examples;
}

/** Opens an example on a page that has what it looks for, and waits until all of it has run. */
async function open({ driver, page }, code, provider = standIn(page)) {
  const own = (text) => adapted(text, page, provider);
  page.scripts = { "/readme.js": await bundled(`${STAGE}\n${own(code)}\n${THE_END}`) };
  page.headHtml = '<script type="module" src="/readme.js"></script>';
  page.contentSecurityPolicy = own(POLICY);
  await driver.get(page.url);
  await until(driver, "the end of the example", () => document.documentElement.dataset.ran);
}

async function signIn({ driver }, selector = "#sign-in") {
  // React renders in its own time.
  await until(driver, selector, (selector) => document.querySelector(selector) !== null, selector);
  await leave(driver, () => click(driver, selector));
  await passProvider(driver, "alice");
}

/** The line that the example writes. */
function greeting({ driver }, word = "Hello") {
  const find = (word) => document.body.innerText.match(new RegExp(`${word} .*`))?.[0];
  return until(driver, `a line with "${word}"`, find, word);
}

function standIn({ optionsFor }) {
  const { issuer, clientId } = optionsFor("first");
  return { url: issuer, clientId };
}

/** The provider and the app are those of the tests; AuthKit alone has an address that the reader need not give. */
function adapted(text, page, { url, clientId }) {
  const domain = `domain: "${new URL(url).host}", dangerouslyAllowHttpEndpoints: true`;
  return text
    .replace(/domain: "[^"]+"/, domain)
    .replace("authkit({", `$& ${domain},`)
    .replace(/clientId: "[^"]+"/, `clientId: "${clientId}"`)
    .replaceAll("https://login.example.com", url)
    .replace("https://app.example.com", page.url);
}

/** As a bundler does: React is in it, and the package stays the one that is served. */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, loader: "tsx", resolveDir: "." },
    bundle: true,
    alias: { "spa-authorize": "/package/index.js" },
    external: ["/package/*"],
    format: "esm",
    jsx: "automatic",
    write: false,
  });
  return outputFiles[0].text;
}

const STAGE = `
  document.body.insertAdjacentHTML("beforeend", '<button id="sign-in">Sign in</button><div id="root"></div>');
  globalThis.show = (text) => document.body.append(text);
`;

const THE_END = "document.documentElement.dataset.ran = true;";
