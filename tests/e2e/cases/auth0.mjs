// Auth0, as far as a whole OpenID provider can wear its paths and the form of its issuer.

import assert from "node:assert/strict";

import { begin, handleCallback, leave, passProvider, storedKeys } from "../app.mjs";
import { MEMBER } from "../vendors.mjs";

const API = "https://api.example.com/";

const APP_DATA = { appState: { draft: "🦊 & <b>" }, returnTo: "/inbox" };

const FLOWS = [
  { responseType: "code", kind: "signed-in", tokens: ["accessToken", "idToken"], exchanges: 1 },
  { responseType: "id_token", kind: "signed-in", tokens: ["idToken"], exchanges: 0 },
  { responseType: "id_token token", kind: "signed-in", tokens: ["accessToken", "idToken"], exchanges: 0 },
  // The provider's shim: see www/README.md.
  { responseType: "token", kind: "authorized", tokens: ["accessToken"], exchanges: 0 },
];

const STRANGERS = [
  { login: "bob", organization: MEMBER.org_id, responseType: "code" },
  { login: MEMBER.login, organization: "org_2", responseType: "id_token" },
  { login: MEMBER.login, organization: "other", responseType: "code" },
];

export function cases(it) {
  for (const { responseType, kind, tokens, exchanges } of FLOWS) {
    it(`Auth0, ${responseType}: from the click to ${kind}, by an issuer with a slash`, async (world) => {
      const { driver, page, auth0 } = world;
      const before = auth0.tokenRequests.length;
      const result = await signIn(world, { responseType, ...APP_DATA });

      assert.equal(result.kind, kind);
      assert.deepEqual(["accessToken", "idToken"].filter((name) => result.tokens[name]), tokens);
      assert.equal(auth0.tokenRequests.length - before, exchanges);
      assert.equal(result.claims?.iss, kind === "signed-in" ? `${auth0.url}/` : undefined);
      assert.deepEqual({ appState: result.appState, returnTo: result.returnTo }, APP_DATA);
      assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
      assert.deepEqual((await storedKeys(driver)).open, []);
    });
  }

  it("Auth0: the user info has the subject of the ID token", async (world) => {
    await signIn(world, {});
    const ask = async () => {
      const { auth0 } = window.clients;
      return auth0.fetchUserInfo((await auth0.handleCallback()).tokens);
    };
    assert.equal((await world.driver.executeScript(ask)).sub, "alice");
  });

  it("Auth0: offline_access brings a refresh token", async (world) => {
    const { kind, tokens } = await signIn(world, { scope: ["openid", "offline_access"], prompt: "consent" });
    assert.equal(kind, "signed-in");
    assert.ok(tokens.refreshToken);
    assert.deepEqual(tokens.scope, ["openid", "offline_access"]);
  });

  for (const option of ["audience", "resource"]) {
    it(`Auth0: the access token is for the API that ${option} names`, async (world) => {
      const { kind, tokens } = await signIn(world, { [option]: API });
      assert.equal(kind, "signed-in");
      assert.equal(JSON.parse(Buffer.from(tokens.accessToken.split(".")[1], "base64url")).aud, API);
    });
  }

  it("Auth0: prompt none is interaction-required without a session, and with one signed-in", async (world) => {
    const first = await signIn(world, { prompt: "none", ...APP_DATA });
    assert.deepEqual([first.kind, first.error], ["interaction-required", "login_required"]);
    assert.deepEqual({ appState: first.appState, returnTo: first.returnTo }, APP_DATA);

    await signIn(world, {});
    const second = await signIn(world, { prompt: "none" });
    assert.deepEqual([second.kind, second.claims.sub], ["signed-in", "alice"]);
  });

  for (const organization of [MEMBER.org_id, MEMBER.org_name.toUpperCase()]) {
    it(`Auth0: a member of the organization asked for, ${organization}, is signed in`, async (world) => {
      const { kind, claims } = await signIn(world, { organization }, MEMBER.login);
      assert.deepEqual([kind, claims.org_id], ["signed-in", MEMBER.org_id]);
    });
  }

  for (const { login, organization, responseType } of STRANGERS) {
    const name = `Auth0, ${responseType}: ${login} for ${organization} is id-token-organization-mismatch`;
    it(name, async (world) => {
      const refusal = await signIn(world, { responseType, organization, ...APP_DATA }, login);
      assert.deepEqual([refusal.name, refusal.code], ["CallbackError", "id-token-organization-mismatch"]);
      assert.deepEqual({ appState: refusal.appState, returnTo: refusal.returnTo }, APP_DATA);
    });
  }

  it("Auth0: signing out goes to its logout, with the client, the way back and federated", async (world) => {
    const { driver, page, auth0 } = world;
    await open(world);
    const signOut = () => void window.clients.auth0.signOut({ returnTo: "/signed-out", federated: true });
    await leave(driver, () => driver.executeScript(signOut));
    const returnTo = encodeURIComponent(`${page.url}/signed-out`);
    assert.equal(await driver.getCurrentUrl(), `${auth0.url}/v2/logout?client_id=auth0&returnTo=${returnTo}&federated`);
  });
}

async function signIn(world, request, login = "alice") {
  await open(world);
  await begin(world.driver, "auth0", request);
  await passProvider(world.driver, login);
  return handleCallback(world.driver, "auth0");
}

async function open({ driver, page, auth0 }) {
  page.clients = {
    auth0: {
      factory: "auth0",
      domain: new URL(auth0.url).host,
      dangerouslyAllowHttpEndpoints: true,
      clientId: "auth0",
      redirectUri: `${page.url}/callback`,
    },
  };
  await driver.get(page.url);
}
