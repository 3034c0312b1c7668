// An app's own test, in a page that is simulated: vitest and Jest have `test` and `expect` as globals.

import { oidc } from "spa-authorize";

const auth = oidc({
  issuer: "https://login.example.com",
  authorizationEndpoint: "https://login.example.com/auth",
  tokenEndpoint: "https://login.example.com/token",
  jwksUri: "https://login.example.com/jwks",
  clientId: "consumer",
  redirectUri: `${location.origin}/callback`,
});

// #region test
test("a code that comes back is exchanged, and the address is clean", async () => {
  const requests = replaceFetch({ access_token: "AT", token_type: "Bearer" });
  returnWith({ code: "C" }, { scope: "profile", returnTo: "/inbox", appState: { draft: "Dear" } });

  const result = await auth.handleCallback();
  expect(result).toMatchObject({ kind: "authorized", returnTo: "/inbox", appState: { draft: "Dear" } });
  expect(result.tokens.accessToken).toBe("AT");
  expect(requests).toEqual(["https://login.example.com/token"]);
  expect(location.href).toBe(`${location.origin}/callback`);
});
// #endregion

test("a refusal is thrown, with what the app had sent along", async () => {
  returnWith({ error: "access_denied" }, { appState: { draft: "Dear" } });
  await expect(auth.handleCallback()).rejects.toMatchObject({
    name: "ProviderError",
    code: "authorization-refused",
    appState: { draft: "Dear" },
  });
});

// #region component
test("a component shows who is signed in", () => {
  const session = fakeSession({ status: "unknown" });
  const greeting = document.createElement("p");
  session.subscribe((now) => (greeting.textContent = now.status === "signed-in" ? `Hello ${now.claims.sub}` : ""));

  session.tell({ status: "signed-in", retrying: false, expiresAt: null, scope: [], claims: { sub: "ada" } });
  expect(greeting.textContent).toBe("Hello ada");
});

/** Stands in for `auth.session`: `tell` says what it shows from now on. */
function fakeSession(now) {
  const listeners = new Set();
  return {
    getSnapshot: () => now,
    getServerSnapshot: () => now,
    subscribe(listener) {
      listeners.add(listener);
      listener(now);
      return () => listeners.delete(listener);
    },
    tell(next) {
      now = next;
      for (const listener of listeners) listener(now);
    },
  };
}
// #endregion

// #region helpers
/** Begins a sign-in, and comes back from it. */
function returnWith(answer, request) {
  const { searchParams } = new URL(auth.createAuthorizeUrl(request));
  const response = new URLSearchParams({ ...answer, state: searchParams.get("state") });
  history.replaceState(null, "", `/callback?${response}`);
  expect(auth.isCallback()).toBe(true);
}

/** Answers every request with this; returns the list of their addresses. */
function replaceFetch(answer) {
  const requests = [];
  globalThis.fetch = async (url) => {
    requests.push(url);
    return new Response(JSON.stringify(answer), { headers: { "Content-Type": "application/json" } });
  };
  return requests;
}
// #endregion
