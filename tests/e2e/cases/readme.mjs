// The README's first example, as it stands there but for the three strings that are the reader's own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { click, leave, passProvider, until } from "../app.mjs";

export function cases(it) {
  it("the README's example signs in as it stands there", async ({ driver, page }) => {
    page.headHtml = `<script type="module">${ELEMENTS}\n${exampleFor(page)}</script>`;
    await driver.get(page.url);
    await leave(driver, () => click(driver, "#sign-in"));
    await passProvider(driver, "alice");
    const user = await until(driver, "the user", () => document.querySelector("#user")?.textContent);
    assert.equal(user, "alice@example.com");
    assert.equal(await driver.getCurrentUrl(), `${page.url}/inbox`);
  });
}

const ELEMENTS = `document.body.insertAdjacentHTML("beforeend", '<button id="sign-in">Sign in</button><p id="user"></p>');`;

function exampleFor(page) {
  const { issuer, clientId, redirectUri } = page.optionsFor("first");
  const [, example] = readFileSync("README.md", "utf8").match(/```js\n(.*?)```/s);
  const own = {
    '"spa-authorize"': "/package/index.js",
    '"https://login.example.com"': issuer,
    '"my-app"': clientId,
    '"https://app.example.com/callback"': redirectUri,
  };
  return Object.entries(own).reduce((text, [theirs, ours]) => {
    assert.ok(text.includes(theirs), `the example has no ${theirs}`);
    return text.replace(theirs, JSON.stringify(ours));
  }, example);
}
