// The guide's examples, which its pages quote from their files.

import assert from "node:assert/strict";

import { click, clickSoon, leave, logIn, PATIENCE_MS, refuse, until } from "../app.mjs";
import { lineWith, openExample, signIn, untilRun } from "../examples.mjs";

/** The providers that stand in for those of the examples. */
const STAND_INS = {
  oidc: ({ page }) => ({ url: page.optionsFor("first").issuer, clientId: "first" }),
  auth0: ({ auth0 }) => ({ url: auth0.url, clientId: "auth0" }),
  "auth0-implicit": ({ auth0 }) => ({ url: auth0.url, clientId: "auth0" }),
  connect: ({ connect }) => ({ url: connect.url, clientId: "connect" }),
};

export function cases(it) {
  for (const [name, standInOf] of Object.entries(STAND_INS)) {
    it(`guide: providers/${name}.js signs in`, async (world) => {
      await openExample(world, withProvider(name), { provider: standInOf(world) });
      await signIn(world);
      assert.match(await lineWith(world, "Hello"), /^Hello /);
    });
  }

  for (const name of ["entra", "entra-b2c"]) {
    it(`guide: providers/${name}.js signs in`, async (world) => {
      const { driver, entra } = world;
      await openExample(world, withProvider(name), { provider: { url: entra.url, clientId: "client_1" } });
      await untilRun(driver);
      // As it is played here, its user is signed in already.
      await leave(driver, () => click(driver, "#sign-in"));
      assert.equal(await lineWith(world, "Hello"), "Hello ada");
    });
  }

  it("guide: providers/authkit.js signs in, with a user in place of claims", async (world) => {
    const { driver, emulator } = world;
    await openExample(world, withProvider("authkit"), { provider: { url: emulator.url, clientId: "client_1" } });
    await untilRun(driver);
    // The emulator asks nobody for anything.
    await leave(driver, () => click(driver, "#sign-in"));
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
  });

  it("guide: a popup is not blocked, tells the page who signed in, and closes", async (world) => {
    await inPopup(world, async (driver) => {
      await logIn(driver, "alice");
      await clickSoon(driver, "[type=submit]");
    });
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
  });

  it("guide: a popup in which the user says no tells the page so, and closes", async (world) => {
    await inPopup(world, async (driver) => {
      await until(driver, "the login page", () => document.querySelector("[name=login]"));
      await clickSoon(driver, "a[href$='/abort']");
    });
    assert.equal(await lineWith(world, "Not signed in"), "Not signed in: authorization-refused");
  });

  it("guide: a silent redirect asks once, and signs in by itself once there is a session", async (world) => {
    const { driver, page } = world;
    await openExample(world, example("silent-redirect"));
    await lineWith(world, "Please sign in.");
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    await driver.get(`${page.url}/inbox`);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    assert.equal(await driver.getCurrentUrl(), `${page.url}/inbox`);
  });

  it("guide: a silent frame starts no second app, and signs in once there is a session", async (world) => {
    const { driver, page } = world;
    const policy = (own) => `${own}; frame-src 'self' https://login.example.com`;
    await openExample(world, example("silent-frame"), { policy });
    await lineWith(world, "Please sign in.");
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");

    const { tokenRequests } = page.providers.first;
    const before = tokenRequests.length;
    await driver.get(`${page.url}/inbox`);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    assert.equal(await driver.getCurrentUrl(), `${page.url}/inbox`);
    assert.equal(await driver.executeScript(() => document.querySelectorAll("iframe").length), 0);
    assert.equal(tokenRequests.length - before, 1);
  });

  it("guide: a guard asks the provider by itself once, and after a refusal only on a click", async (world) => {
    const { driver, page } = world;
    await openGuarded(world);
    await refuse(driver);
    await lineWith(world, "You cancelled the sign-in.");
    assert.equal(await driver.getCurrentUrl(), `${page.url}/sign-in`);
    await signIn(world);
    await lineWith(world, "Your messages");
    assert.equal(await driver.getCurrentUrl(), `${page.url}/inbox`);
  });

  it("guide: a guarded page comes back signed in after a reload", async (world) => {
    const { driver } = world;
    await openGuarded(world);
    await logIn(driver, "alice");
    await leave(driver, () => click(driver, "[type=submit]"));
    await lineWith(world, "Your messages");
    await driver.navigate().refresh();
    await lineWith(world, "Your messages");
  });

  it("guide: a session greets the user after a reload too, and calls an API", async (world) => {
    const { driver } = world;
    await openExample(world, example("session-api"), { path: "/inbox" });
    await lineWith(world, "Please sign in.");
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    await driver.navigate().refresh();
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    await click(driver, "#messages");
    assert.match(await lineWith(world, "email"), /"email":"alice@example.com"/);
  });

  it("guide: each status of a session has its words", async (world) => {
    await openExample(world, example("session-status"));
    await lineWith(world, "Please sign in.");
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
  });

  it("guide: a session's guard leaves for a sign-in, and not again after a refusal", async (world) => {
    const { driver, page } = world;
    await openExample(world, example("session-guard"), { path: "/account" });
    await until(driver, "the login page", () => document.querySelector("[name=login]"));
    await refuse(driver);
    await lineWith(world, "authorization-refused");
    await signIn(world);
    await driver.get(`${page.url}/account`);
    await lineWith(world, "Your account");
  });

  it("guide: a session ends by a click, and is not there after a reload", async (world) => {
    const { driver } = world;
    await openExample(world, example("session-sign-out"));
    await signIn(world);
    await lineWith(world, "Hello");
    await click(driver, "#leave");
    await lineWith(world, "The refresh token is revoked: ");
    await driver.navigate().refresh();
    await lineWith(world, "Please sign in.");
  });

  it("guide: an API is called with the token, and a 401 signs in again", async (world) => {
    const { driver, page } = world;
    await openExample(world, example("call-api"));
    // Nobody is signed in, so the API refuses.
    await signIn(world);
    await untilRun(driver);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    await click(driver, "#sign-in");
    assert.match(await lineWith(world, "email"), /"email":"alice@example.com"/);
  });

  it("guide: the profile is fetched, and signing out ends the provider's session", async (world) => {
    const { driver, page } = world;
    await openExample(world, example("sign-out"));
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    await untilRun(driver);
    await leave(driver, () => click(driver, "#sign-out"));
    await leave(driver, () => click(driver, "[name=logout]"));
    assert.equal(await driver.getCurrentUrl(), `${page.url}/`);
  });

  it("guide: of several providers, each answers for itself", async (world) => {
    await openExample(world, example("several"), { policy: (own) => `${own} https://login.example.org` });
    await signIn(world, "#partners");
    assert.equal(await lineWith(world, "partners: "), "partners: alice");
    await signIn(world, "#staff");
    assert.equal(await lineWith(world, "staff: "), "staff: alice");
  });

  it("guide: the module is compiled ahead of its use", async (world) => {
    await openExample(world, example("initialize"));
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
  });

  it("guide: each result has its words", async (world) => {
    await openExample(world, example("every-result"));
    await lineWith(world, "Not signed in.");
    await leave(world.driver, () => click(world.driver, "#sign-in"));
    await lineWith(world, "The provider has to show a page");
  });
}

/** Opens a page that needs a user: its guard leaves for the provider. */
async function openGuarded(world) {
  await openExample(world, example("guard"), { path: "/inbox" });
  await until(world.driver, "the login page", () => document.querySelector("[name=login]"));
}

/** Opens the popup, and waits until it has closed after what is done in it. */
async function inPopup(world, act) {
  const { driver } = world;
  await openExample(world, example("popup"));
  await untilRun(driver);
  const page = await driver.getWindowHandle();
  const popups = async () => (await driver.getAllWindowHandles()).filter((handle) => handle !== page);
  await click(driver, "#sign-in");
  await driver.wait(async () => (await popups()).length === 1, PATIENCE_MS, "no popup opened");
  await driver.switchTo().window((await popups())[0]);
  await act(driver);
  await driver.wait(async () => (await popups()).length === 0, PATIENCE_MS, "the popup stayed open");
  await driver.switchTo().window(page);
}

/** A module that runs the example's file. */
function example(name) {
  return `import "./examples/guide/${name}";`;
}

/** What every app does with the client of such a file. */
function withProvider(name) {
  return `
    import { auth, signIn } from "./examples/guide/providers/${name}.js";
    document.querySelector("#sign-in").onclick = signIn;
    const result = await auth.handleCallback();
    if (result.kind === "signed-in") {
      const { email, sub } = result.claims ?? result.user;
      document.body.append("Hello " + (email ?? sub));
    }
  `;
}
