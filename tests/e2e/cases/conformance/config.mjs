// The Config plan: the metadata and the keys.

import assert from "node:assert/strict";

import { appended, unsigned } from "./mutations.mjs";
import { assertOver, assertSignedIn, plan, signIn } from "./plan.mjs";

export function cases(it) {
  const { accepts, refuses, staysHome, module } = plan(it, "Config");

  accepts("oidcc-client-test-discovery-openid-config", {}, {
    check({ log: [{ answer }, ...rest] }) {
      const asked = rest.filter(({ endpoint }) => endpoint !== "metadata").map(({ url }) => url.split("?")[0]);
      const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = answer;
      // Which of the tokens and the keys are asked for first is chance.
      assert.deepEqual(asked.sort(), [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint].sort());
    },
  });

  module("oidcc-client-test-discovery-jwks-uri-keys", {}, async (run) => {
    const uris = [];
    for (const signIns of [1, 2]) {
      run.provider.behave({});
      assertSignedIn(run, (await signIn(run, { responseType: "id_token" })).result);
      await assertOver(run, ["metadata", "authorize", "keys"], signIns);
      uris.push(run.provider.log.at(-1).url);
    }
    assert.notEqual(uris[0], uris[1]);
  });

  staysHome("oidcc-client-test-discovery-issuer-mismatch", "metadata-issuer-mismatch", {
    metadata: appended("issuer", "INVALID"),
  });

  module("oidcc-client-test-signing-key-rotation-just-before-signing", {}, async (run) => {
    const { provider } = run;
    provider.behave({
      claims(right) {
        if (provider.issued.length > 0) provider.rotateKeys();
        return right;
      },
    });
    await signInTwiceOnOnePage(run);
  });

  module("oidcc-client-test-signing-key-rotation-just-before-signing, after the keys were asked for", {}, async (run) => {
    const { provider } = run;
    provider.behave({
      keySet(right) {
        const asked = provider.asked();
        const isOld = asked.at(-1) === "keys" && asked.indexOf("keys") === asked.length - 1;
        return isOld ? right.map((key) => ({ ...key, kid: `old ${key.kid}` })) : right;
      },
    });
    assertSignedIn(run, (await signIn(run)).result);
    await assertOver(run, ["metadata", "authorize", "token", "keys", "keys", "metadata", "userinfo"]);
  });

  module("oidcc-client-test-signing-key-rotation", {}, (run) =>
    signInTwiceOnOnePage(run, { between: () => run.provider.rotateKeys() }),
  );

  refuses("oidcc-client-test-idtoken-sig-none", "id-token-malformed", unsigned);
}

/** The keys of the first sign-in are still at hand in the second, and no longer good. */
async function signInTwiceOnOnePage(run, { between = () => {} } = {}) {
  const { driver, page } = run;
  await driver.get(`${page.url}/callback`);
  await driver.executeScript(() => window.clients.conformance.ready());
  assertSignedIn(run, await driver.executeScript(signInWithinFrame));
  between();
  assertSignedIn(run, await driver.executeScript(signInWithinFrame));
  await assertOver(run, ["metadata", "authorize", "token", "keys", "authorize", "token", "keys"], 2);
}

/** The page stays, a frame goes. Runs in the page. */
async function signInWithinFrame() {
  const { conformance } = window.clients;
  const frame = document.createElement("iframe");
  frame.src = conformance.createAuthorizeUrl();
  const returned = new Promise((resolve) => (frame.onload = resolve));
  document.body.append(frame);
  await returned;
  const url = frame.contentWindow.location.href;
  frame.remove();
  return window.outcome(() => conformance.handleCallback({ url }));
}
