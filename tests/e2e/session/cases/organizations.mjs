// AuthKit: the organization that a session is in, and how long its tokens last.

import assert from "node:assert/strict";

import { startSessionAuthKit } from "../authkit.mjs";
import { ask, askFresh, comesTo, DEVICE, openSignedIn, snapshotOf, statusOf, TAB } from "../calls.mjs";
import { answeredWith, refusal } from "../faults.mjs";
import { until } from "../tabs.mjs";

const HERE = "org_01";
const THERE = "org_02";

const REFUSALS = [
  ["AuthKit: a switch that sso_required refuses needs the user, and changes nothing", "sso_required"],
  ["AuthKit: a switch that mfa_enrollment refuses needs the user, and changes nothing", "mfa_enrollment"],
];

const SKEWED_CLOCK = `<script>
  const { now } = Date;
  Date.now = () => now() - 3_600_000;
  window.pageNow = () => Date.now();
</script>`;

export function cases(it) {
  const testIn = (name, session, body) => it(name, { session }, (context) => withAuthKit(context, body));

  // SES-65
  testIn("AuthKit: a session that goes over to another organization stays there", DEVICE, async (context) => {
    const { authkit } = context;
    const [tab, other] = await openSignedIn(context, 2, BY_AUTHKIT);
    assert.equal((await switchTo(tab, THERE)) ?? undefined, undefined);
    assert.equal((await snapshotOf(tab)).organizationId, THERE);
    assert.equal(organizationOf(await ask(tab)), THERE);
    await until(other, "the organization", (to) => window.auth.session.getSnapshot().organizationId === to, THERE);
    assert.equal(organizationOf(await askFresh(other)), THERE);
    assert.deepEqual(authkit.summary(), { renewals: 2, refused: 0, seenTwice: 0 });
    assert.deepEqual(authkit.renewals().map(({ organization }) => organization), [THERE, THERE]);
  });

  for (const [name, error] of REFUSALS) {
    // SES-65
    testIn(name, TAB, async (context) => {
      const { authkit } = context;
      const [tab] = await openSignedIn(context, 1, BY_AUTHKIT);
      assert.equal((await switchTo(tab, HERE)) ?? undefined, undefined);
      const before = await ask(tab);
      authkit.next("token", refusal(undefined, { code: error, status: 403 }));
      const refused = await switchTo(tab, THERE);
      assert.deepEqual([refused.code, refused.error], ["interaction-required", error]);
      assert.equal((await snapshotOf(tab)).organizationId, HERE);
      assert.equal(await ask(tab), before);
      assert.equal(await statusOf(tab), "signed-in");
      assert.equal(organizationOf(await askFresh(tab)), HERE);
    });
  }

  // SES-120
  testIn("AuthKit: a token lasts as long as it says, on a device whose clock is an hour off", TAB, async (context) => {
    const { app, authkit } = context;
    app.headHtml = SKEWED_CLOCK + app.headHtml;
    const [tab] = await openSignedIn(context, 1, BY_AUTHKIT);
    const { iat, exp } = payloadOf(await ask(tab));
    const { expiresAt } = await snapshotOf(tab);
    const left = (expiresAt - (await tab.evaluate(() => window.pageNow()))) / 1000;
    assert.ok(left > exp - iat - 10 && left <= exp - iat, `${left} s of ${exp - iat}`);
    assert.equal(authkit.summary().renewals, 0);
    await tab.reload();
    await comesTo(tab, "signed-in");
    assert.equal(authkit.summary().renewals, 0);
  });

  // SES-120
  testIn("AuthKit: a renewal for another user is refused, and the session stays as it was", TAB, async (context) => {
    const { authkit } = context;
    const [tab] = await openSignedIn(context, 1, BY_AUTHKIT);
    const { user } = await snapshotOf(tab);
    const before = await ask(tab);
    authkit.next("token", answeredWith({ user: { ...user, id: "user_another" } }));
    assert.equal((await askFresh(tab)).code, "user-mismatch");
    assert.equal((await snapshotOf(tab)).user.id, user.id);
    assert.equal(await ask(tab), before);
  });
}

const BY_AUTHKIT = { provider: "authkit" };

async function withAuthKit(context, body) {
  const authkit = await startSessionAuthKit();
  try {
    context.app.use({ app: context.world.optionsOf(authkit) }, { watches: true });
    await body({ ...context, authkit });
  } finally {
    await authkit.close();
  }
}

function switchTo(tab, organizationId) {
  const call = (text) => window.outcome(() => window.auth.switchOrganization(JSON.parse(text)));
  return tab.evaluate(call, JSON.stringify({ organizationId }));
}

function organizationOf(token) {
  return payloadOf(token).org_id;
}

function payloadOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
}
