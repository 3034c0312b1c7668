// Where a user logs in, and consents or refuses: any name and any password will do.

import { text } from "node:stream/consumers";

import { escape, page, rows } from "./pages.mjs";

const PATH = /^\/interaction\/[^/]+(?<abort>\/abort)?$/;

const ASKED_FOR = {
  openid: "Know who you are",
  profile: "See your name",
  email: "See your email address",
  offline_access: "Stay signed in while you are away",
};

const REFUSAL = { error: "access_denied", error_description: "The user cancelled the sign-in" };

const PAGES = { login: loginPage, select_account: loginPage, consent: consentPage };

export function interactionUrl(_ctx, { uid }) {
  return `/interaction/${uid}`;
}

/** `loginOf` says, of the parameters of a request, whose name to take without a page. */
export function interactions(provider, loginOf = () => undefined) {
  return async (ctx, next) => {
    const match = ctx.path.match(PATH);
    if (match === null) return next();
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (interaction === undefined) return showExpired(ctx);
    if (match.groups.abort) return finish(provider, ctx, REFUSAL);
    const known = loginOf(interaction.params);
    if (known !== undefined) return finish(provider, ctx, await answer(provider, interaction, known));
    if (ctx.method === "POST") return finish(provider, ctx, await answer(provider, interaction, await typed(ctx)));
    const client = await provider.Client.find(interaction.params.client_id);
    show(ctx, PAGES[interaction.prompt.name](interaction, escape(client.clientName ?? client.clientId)));
  };
}

function finish(provider, ctx, result) {
  const mergeWithLastSubmission = result.consent !== undefined;
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission });
}

async function typed({ req }) {
  return new URLSearchParams(await text(req)).get("login");
}

async function answer(provider, { prompt, grantId, session, params }, login) {
  if (prompt.name !== "consent") return { [prompt.name]: {}, login: { accountId: login } };
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  return { consent: { grantId: await extend(grant, prompt.details).save() } };
}

function extend(grant, { missingOIDCScope = [], missingOIDCClaims = [], missingResourceScopes = {} }) {
  if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims.length > 0) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(" "));
  }
  return grant;
}

function loginPage({ uid, params }, clientName) {
  const { login_hint: hint = "" } = params;
  const focus = (wanted) => (wanted ? " autofocus" : "");
  const form = `<p><strong>${clientName}</strong> asks you to sign in. Any name and any password will do.</p>
        <form method="post" autocomplete="off">
          <label for="login">Name</label>
          <input id="login" name="login" value="${escape(hint)}" autocapitalize="none" required${focus(!hint)}>
          <label for="password">Password</label>
          <input id="password" name="password" type="password" required${focus(hint)}>
          <button type="submit">Sign in</button>
        </form>
        ${cancelLink(uid)}`;
  return page("Sign in", form, request(params));
}

function consentPage({ uid, params, session, prompt }, clientName) {
  const form = `<p>You are signed in as <strong>${escape(session.accountId)}</strong>.</p>
        <p><strong>${clientName}</strong> asks to:</p>
        <ul>${askedFor(prompt.details).map((item) => `<li>${item}</li>`).join("")}</ul>
        <form method="post">
          <button type="submit" autofocus>Allow</button>
        </form>
        ${cancelLink(uid)}`;
  return page("Allow access?", form, request(params));
}

function askedFor({ missingOIDCScope = [], missingResourceScopes = {} }) {
  const scopes = missingOIDCScope.map((scope) => ASKED_FOR[scope] ?? `Use ${escape(scope)}`);
  const resources = Object.keys(missingResourceScopes).map((resource) => `Call ${escape(resource)}`);
  const items = [...scopes, ...resources];
  return items.length > 0 ? items : ["Keep the access that you already gave"];
}

function cancelLink(uid) {
  return `<p class="cancel"><a href="/interaction/${uid}/abort">Cancel</a></p>`;
}

function request(params) {
  return `<details>
        <summary>The request that the app sent</summary>
        ${rows(params)}
      </details>`;
}

function showExpired(ctx) {
  ctx.status = 400;
  show(ctx, page("This sign-in has expired", "<p>Go back to the app, and start a new sign-in there.</p>"));
}

function show(ctx, html) {
  ctx.type = "html";
  ctx.set("Cache-Control", "no-store");
  ctx.body = html;
}
