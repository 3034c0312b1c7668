// WorkOS Connect, as far as a whole OpenID provider can wear its paths and the form of its issuer.

import assert from "node:assert/strict";

import { createAuthorizeUrl, goTo, handleCallback, passProvider, storedKeys } from "../app.mjs";
import { CONFIDENTIAL } from "../vendors.mjs";

const APP_DATA = { appState: { draft: "🦊 & <b>" }, returnTo: "/inbox" };

export function cases(it) {
  it("Connect: code with PKCE, and the nonce of the URL in the ID token", async (world) => {
    const { driver, page, connect } = world;
    const before = connect.tokenRequests.length;
    const { sent, result } = await signIn(world, { clientId: "connect" });

    assert.deepEqual([sent.get("response_type"), sent.get("code_challenge_method")], ["code", "S256"]);
    assert.equal(result.kind, "signed-in");
    assert.deepEqual([result.claims.iss, result.claims.nonce], [connect.url, sent.get("nonce")]);
    assert.equal(result.claims.email, "alice@example.com");
    assert.deepEqual({ appState: result.appState, returnTo: result.returnTo }, APP_DATA);
    assert.deepEqual(connect.tokenRequests.slice(before), [
      { origin: page.url, grantType: "authorization_code", status: 200 },
    ]);
    const ask = async () => {
      const { connect } = window.clients;
      return connect.fetchUserInfo((await connect.handleCallback()).tokens);
    };
    assert.equal((await driver.executeScript(ask)).sub, "alice");
  });

  it("Connect: a server exchanges the code, and finds the result's nonce in the ID token", async (world) => {
    const { driver, page, connect } = world;
    const before = connect.tokenRequests.length;
    const { sent, result } = await signIn(world, { clientId: CONFIDENTIAL.client_id, exchange: "server" });

    assert.equal(sent.has("code_challenge"), false);
    assert.deepEqual([result.kind, result.nonce], ["code", sent.get("nonce")]);
    assert.deepEqual({ appState: result.appState, returnTo: result.returnTo }, APP_DATA);
    assert.equal("tokens" in result, false);
    assert.equal(connect.tokenRequests.length, before);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    assert.deepEqual((await storedKeys(driver)).open, []);

    const claims = await exchangeAtTheServer(world, result.code);
    assert.deepEqual([claims.sub, claims.nonce], ["alice", result.nonce]);
  });
}

/** The URL's parameters, and what comes of them. */
async function signIn({ driver, page, connect }, options) {
  page.clients = {
    connect: {
      factory: "workosConnect",
      domain: new URL(connect.url).host,
      dangerouslyAllowHttpEndpoints: true,
      redirectUri: `${page.url}/callback`,
      scope: ["openid", "email"],
      ...options,
    },
  };
  await driver.get(page.url);
  const url = await createAuthorizeUrl(driver, "connect", APP_DATA);
  await goTo(driver, url);
  await passProvider(driver, "alice");
  return { sent: new URL(url).searchParams, result: await handleCallback(driver, "connect") };
}

/** What the app's server does with a code: there a secret takes the place of PKCE. */
async function exchangeAtTheServer({ page, connect }, code) {
  const redirectUri = `${page.url}/callback`;
  const response = await fetch(`${connect.url}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({ ...CONFIDENTIAL, grant_type: "authorization_code", code, redirect_uri: redirectUri }),
  });
  assert.equal(response.status, 200);
  const { id_token: idToken } = await response.json();
  return JSON.parse(Buffer.from(idToken.split(".")[1], "base64url"));
}
