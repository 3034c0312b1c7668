// The address bar: what it shows once the response was read, and when.

import assert from "node:assert/strict";

import { begin, handleCallback, passProvider } from "../app.mjs";

/** A page with a route in its hash and a state in its history, which notes what was to be seen at each request. */
const NOTING = `<script>
  window.sent = [];
  window.events = [];
  const send = window.fetch;
  window.fetch = (...args) => {
    window.sent.push({ address: location.href, state: history.state });
    return send.apply(window, args);
  };
  for (const type of ["hashchange", "popstate"]) addEventListener(type, () => window.events.push(type));
</script>`;

const withHistory = (address) =>
  `${NOTING}<script>
    if (location.pathname === "/callback") history.replaceState({ scrollY: 7 }, "", ${address});
  </script>`;

export function cases(it) {
  // BBA-15, P-34
  it("code: the address is clean before the exchange, with parameters, route and state kept", async (world) => {
    const { address, after } = await returnTo(world, {
      headHtml: withHistory('location.href + "#/settings"'),
      before: /^\/callback\?tab=2&code=.+&state=.+#\/settings$/,
    });
    const clean = `${world.page.url}/callback?tab=2#/settings`;
    assert.equal(address, clean);
    // The exchange, then the keys.
    const seen = { address: clean, state: { scrollY: 7 } };
    assert.deepEqual(after, { kind: "signed-in", sent: [seen, seen] });
  });

  // BBA-15, OIDC-22, P-34
  it("id_token token: the address is clean at once, with parameters and state kept", async (world) => {
    const { address, after } = await returnTo(world, {
      headHtml: withHistory("location.href"),
      request: { responseType: "id_token token" },
      before: /^\/callback\?tab=2#.*access_token=.+/,
    });
    const clean = `${world.page.url}/callback?tab=2`;
    assert.equal(address, clean);
    // The keys.
    assert.deepEqual(after, { kind: "signed-in", sent: [{ address: clean, state: { scrollY: 7 } }] });
  });

  // FLD-5, FLD-7, FLD-23
  for (const [flow, added, left] of [
    ["code", "&authuser=0&hd=example.org&prompt=none#_=_", ""],
    ["code", "&session_state=s&theirs=1#!/settings?folder=1", "#!/settings?folder=1"],
    ["id_token token", "&authuser=0&hd=example.org&iat=1795965156", ""],
  ]) {
    it(`${flow}: what a provider adds goes with its response, as ${added}`, async ({ driver, page }) => {
      page.clients.first.redirectUri += "?tab=2";
      page.headHtml = `<script>
        if (location.href.includes("state=")) history.replaceState({ scrollY: 7 }, "", location.href + ${JSON.stringify(added)});
      </script>`;
      await driver.get(page.url);
      await begin(driver, "first", { responseType: flow });
      await passProvider(driver, "alice");
      assert.ok((await driver.getCurrentUrl()).endsWith(added));

      assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
      assert.equal(await driver.getCurrentUrl(), `${page.url}/callback?tab=2${left}`);
      assert.deepEqual(await driver.executeScript("return history.state"), { scrollY: 7 });
    });
  }

  // FLD-7
  for (const [route, left] of [["#/", "#/"], ["#/route?", "#/route"], ["#?", ""], ["#!/", "#!/"], ["#!/route?", "#!/route"]]) {
    it(`hash routers: ${route}access_token=… is read, and ${left || "nothing"} is left`, async ({ driver, page }) => {
      // The provider puts a "#" and no more; a router that rewrites the hash as it starts does the rest.
      page.headHtml = `<script>
        if (location.hash.includes("id_token=")) {
          history.replaceState(null, "", location.href.replace("#", ${JSON.stringify(route)}));
        }
      </script>`;
      await driver.get(page.url);
      await begin(driver, "first", { responseType: "id_token token" });
      await passProvider(driver, "alice");
      assert.ok((await driver.getCurrentUrl()).startsWith(`${page.url}/callback${route}`));

      assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
      assert.equal(await driver.getCurrentUrl(), `${page.url}/callback${left}`);
    });
  }
}

/** Signs in to an address with a parameter of the app; `address` is what it shows right after the call. */
async function returnTo({ driver, page }, { headHtml, request, before }) {
  page.clients.first.redirectUri += "?tab=2";
  page.headHtml = headHtml;
  await driver.get(page.url);
  await begin(driver, "first", request);
  await passProvider(driver, "alice");
  assert.match((await driver.getCurrentUrl()).slice(page.url.length), before);

  const { events, entries, state, ...seen } = await driver.executeScript(handleAndLook);
  assert.deepEqual(state, { scrollY: 7 });
  assert.equal(entries.after, entries.before, "an entry of the history was added");
  // Those of the one change that the test made itself, after everything else.
  assert.deepEqual(events.sort(), ["hashchange", "popstate"]);
  return seen;
}

async function handleAndLook() {
  const before = history.length;
  const promise = window.clients.first.handleCallback();
  const address = location.href;
  const state = history.state;
  const { kind } = await promise;
  const entries = { before, after: history.length };
  const changed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
  location.hash = "#/elsewhere";
  await changed;
  return { address, state, entries, events: window.events, after: { kind, sent: window.sent } };
}
