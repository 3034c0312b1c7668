// AuthKit, against WorkOS's own emulator of it. It has no login page, and knows no organization beside a code.

import assert from "node:assert/strict";

import { begin, handleCallback, leave, sessionStorageOf, storedKeys } from "../app.mjs";
import { USERS } from "../emulator.mjs";

const [ALICE, BOB] = USERS;

const APP_DATA = { appState: { draft: "🦊 & <b>" }, returnTo: "/inbox" };

/** What a code is refused for, and how it comes to that between the provider and the callback. */
const REFUSED = [
  { what: "an unknown code", error: "invalid_code", event: changeCode },
  { what: "another verifier than the challenge's", error: "invalid_code_verifier", event: changeVerifier },
  { what: "a code that was used", error: "invalid_code", event: useCode },
];

export function cases(it) {
  it("AuthKit: from the click to signed-in, with the user and the tokens as WorkOS returns them", async (world) => {
    const { driver, page, emulator } = world;
    await open(world);
    await begin(driver, "authkit", { provider: "authkit", screenHint: "sign-up", ...APP_DATA });
    const { kind, user, tokens, ...rest } = await handleCallback(driver, "authkit");

    assert.deepEqual([kind, user.email, user.first_name], ["signed-in", ALICE.email, ALICE.first_name]);
    const { iss, aud, sub, exp, iat } = payloadOf(tokens.accessToken);
    assert.deepEqual([iss, aud, sub], [emulator.url, "client_1", user.id]);
    assert.match(tokens.refreshToken, /^ref_/);
    assert.equal(tokens.idToken, undefined);
    const left = (tokens.expiresAt - Date.now()) / 1000;
    assert.ok(left > exp - iat - 30 && left <= exp - iat, `${left} s of ${exp - iat}`);
    assert.deepEqual(tokens.raw.user, user);
    assert.deepEqual([rest.authenticationMethod, rest.organizationId ?? null], ["OAuth", null]);
    assert.deepEqual([rest.appState, rest.returnTo], [APP_DATA.appState, APP_DATA.returnTo]);
    assert.equal("claims" in rest, false);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    assert.deepEqual((await storedKeys(driver)).open, []);
  });

  it("AuthKit: a login hint names the user, and who acts in the user's place is there", async (world) => {
    await open(world);
    await begin(world.driver, "authkit", { provider: "authkit", loginHint: BOB.email });
    const { user, impersonator } = await handleCallback(world.driver, "authkit");
    assert.deepEqual([user.email, impersonator], [BOB.email, BOB.impersonator]);
  });

  it("AuthKit: a refusal that comes back is authorization-refused, with what the app sent along", async (world) => {
    const { driver, page } = world;
    await open(world);
    await begin(driver, "authkit", { provider: "authkit", loginHint: "nobody@example.com", ...APP_DATA });
    const { name, code, error, appState, returnTo } = await handleCallback(driver, "authkit");
    assert.deepEqual([name, code, error], ["ProviderError", "authorization-refused", "user_not_found"]);
    assert.deepEqual({ appState, returnTo }, APP_DATA);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  });

  for (const { what, error, event } of REFUSED) {
    it(`AuthKit: ${what} is exchange-refused as ${error}, with what the app sent along`, async (world) => {
      const { driver } = world;
      await open(world);
      await begin(driver, "authkit", { provider: "authkit", ...APP_DATA });
      await event(world);
      const refusal = await handleCallback(driver, "authkit");
      assert.deepEqual([refusal.name, refusal.code, refusal.error], ["ProviderError", "exchange-refused", error]);
      assert.deepEqual({ appState: refusal.appState, returnTo: refusal.returnTo }, APP_DATA);
      assert.deepEqual((await storedKeys(driver)).open, []);
    });
  }

  it("AuthKit: signing out ends the session of the access token's sid, and comes back", async (world) => {
    const { driver, page, emulator } = world;
    await open(world);
    const { tokens: otherTokens } = await signIn(driver);
    const { user, tokens } = await signIn(driver);
    const [sid, otherSid] = [tokens, otherTokens].map(({ accessToken }) => payloadOf(accessToken).sid);
    const sessions = async () => (await emulator.sessionsOf(user.id)).filter((id) => [sid, otherSid].includes(id));
    assert.deepEqual((await sessions()).sort(), [sid, otherSid].sort());

    const logout = (json) => window.clients.authkit.logoutUrl(window.parse(json));
    const request = JSON.stringify({ tokens, returnTo: "/signed-out" });
    const query = `session_id=${sid}&return_to=${encodeURIComponent(`${page.url}/signed-out`)}`;
    const expected = `${emulator.url}/user_management/sessions/logout?${query}`;
    assert.equal(await driver.executeScript(logout, request), expected);
    const signOut = (json) => void window.clients.authkit.signOut(window.parse(json));
    await leave(driver, () => driver.executeScript(signOut, request));

    assert.equal(await driver.getCurrentUrl(), `${page.url}/signed-out`);
    assert.deepEqual(await sessions(), [otherSid]);
  });
}

async function open({ driver, page, emulator }) {
  page.clients = {
    authkit: {
      factory: "authkit",
      domain: new URL(emulator.url).host,
      dangerouslyAllowHttpEndpoints: true,
      clientId: "client_1",
      redirectUri: `${page.url}/callback`,
    },
  };
  await driver.get(page.url);
}

async function signIn(driver) {
  await begin(driver, "authkit", { provider: "authkit" });
  const result = await handleCallback(driver, "authkit");
  assert.equal(result.kind, "signed-in");
  return result;
}

function payloadOf(jwt) {
  return JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
}

function changeCode({ driver }) {
  return driver.executeScript(() => history.replaceState(null, "", location.href.replace(/code=[^&]*/, "code=other")));
}

function changeVerifier({ driver }) {
  return driver.executeScript((codeVerifier) => {
    const records = Object.entries(sessionStorage).map(([key, text]) => [key, JSON.parse(text)]);
    const [key, record] = records.find(([, { status }]) => status === "open");
    sessionStorage[key] = JSON.stringify({ ...record, flow: { ...record.flow, codeVerifier } });
  }, "A".repeat(43));
}

/** As somebody would who saw the address, and the tab's storage as well. */
async function useCode({ driver, emulator }) {
  const code = new URL(await driver.getCurrentUrl()).searchParams.get("code");
  const [record] = Object.values(await sessionStorageOf(driver));
  const { codeVerifier } = JSON.parse(record).flow;
  const body = { client_id: "client_1", grant_type: "authorization_code", code, code_verifier: codeVerifier };
  const response = await fetch(`${emulator.url}/user_management/authenticate`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
}
