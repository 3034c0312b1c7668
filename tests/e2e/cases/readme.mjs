// The README's examples as they stand there, but for what is the reader's own.

import assert from "node:assert/strict";

import { completed, EXAMPLES } from "../../readme.mjs";
import { click, leave, refuse, until } from "../app.mjs";
import { lineWith, openExample, signIn, untilRun } from "../examples.mjs";

const [FIRST] = EXAMPLES;

export function cases(it) {
  it("README: the first example signs in, and goes where it says", async (world) => {
    await openExample(world, completed(FIRST));
    await signIn(world);
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    assert.equal(await world.driver.getCurrentUrl(), `${world.page.url}/inbox`);
  });

  it("README: an API accepts the access token", async (world) => {
    await openExample(world, `${completed(exampleUnder("Call an API"))}\n${PRESS_TO_SIGN_IN}`);
    await signIn(world);
    assert.match(await lineWith(world, "email"), /"email":"alice@example.com"/);
  });

  it("README: a session is still there after a reload, and calls an API", async (world) => {
    const { driver, page } = world;
    const { tokenRequests } = page.providers.first;
    await openExample(world, `${completed(exampleUnder("A session"))}\n${PRESS_TO_SIGN_IN}`);
    await signIn(world);
    assert.match(await lineWith(world, "email"), /"email":"alice@example.com"/);
    const before = tokenRequests.length;
    await driver.navigate().refresh();
    assert.match(await lineWith(world, "email"), /"email":"alice@example.com"/);
    assert.equal(tokenRequests.length - before, 0);
  });

  it("README: React signs in with one exchange, in StrictMode", async (world) => {
    const { tokenRequests } = world.page.providers.first;
    const before = tokenRequests.length;
    await openExample(world, completed(exampleUnder("React")));
    await signIn(world, "#root button");
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
    assert.equal(tokenRequests.length - before, 1);
  });

  it("README: React shows a refusal beside the button, which signs in", async (world) => {
    await openExample(world, completed(exampleUnder("React")));
    await goAndRefuse(world, "#root button");
    await lineWith(world, "authorization-refused");
    await signIn(world, "#root button");
    assert.equal(await lineWith(world, "Hello"), "Hello alice@example.com");
  });

  it("README: the errors tell the user's own no from the rest", async (world) => {
    await openExample(world, `${completed(exampleUnder("Errors"))}\n${PRESS_TO_SIGN_IN}`);
    await goAndRefuse(world, "#sign-in");
    assert.match(await lineWith(world, "You"), /You cancelled the sign-in\.$/);
  });
}

async function goAndRefuse({ driver }, selector) {
  await untilRun(driver);
  await until(driver, selector, (selector) => document.querySelector(selector) !== null, selector);
  await leave(driver, () => click(driver, selector));
  await refuse(driver);
}

const PRESS_TO_SIGN_IN = `document.querySelector("#sign-in").onclick = () => auth.signIn({ scope: "openid email" });`;

function exampleUnder(heading) {
  const examples = EXAMPLES.filter((example) => example.heading === heading);
  assert.equal(examples.length, 1, `the README has ${examples.length} examples under "${heading}"`);
  return examples[0];
}
