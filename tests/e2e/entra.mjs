// Microsoft as its documentation describes it: tenants and their metadata, keys that say whose they are, what it adds to
// the address, and the policies of Azure AD B2C. Its user is signed in already.

import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { close, listen } from "../../www/server/listen.mjs";
import { answering } from "./answering.mjs";

export const CONTOSO = "11111111-2222-4333-8444-55555555abcd";
export const FABRIKAM = "22222222-2222-4333-8444-55555555abcd";
export const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** The tenants by the domains that they are called by. */
const DOMAINS = { "contoso.onmicrosoft.com": CONTOSO, "fabrikam.onmicrosoft.com": FABRIKAM };

/**
 * A test sets `tid` (whose user signs in), `claims` (in place of some), `keyIssuer`, `refusal` (a raw query) and
 * `policiesInQuery`, whether the endpoints of a policy have it as `?p=`.
 */
export async function startEntra(origin) {
  const server = createServer();
  const host = `127.0.0.1:${await listen(server, 0, "127.0.0.1")}`;
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = { origin, host, url: `http://${host}`, privateKey, publicKey, codes: new Map() };
  provider.reset = () => {
    const usual = { tid: CONTOSO, claims: {}, refusal: undefined, policiesInQuery: false };
    Object.assign(provider, usual, { keyIssuer: `${provider.url}/{tenantid}/v2.0` });
  };
  provider.close = () => close(server);
  provider.reset();
  server.on("request", answering(serve(provider)));
  return provider;
}

function serve(provider) {
  return async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", provider.origin);
    const url = new URL(request.url, provider.url);
    const answer = await answerTo(provider, url, request);
    if (answer instanceof URL) return response.writeHead(302, { Location: answer.href }).end();
    response.writeHead(answer ? 200 : 404, { "Content-Type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(answer ?? { error: "invalid_request" }));
  };
}

async function answerTo(provider, url, request) {
  const [, tenant, policy, endpoint] = url.pathname.match(PATH) ?? [];
  const site = { tenant, policy: policy ?? url.searchParams.get("p") };
  switch (endpoint) {
    case "v2.0/.well-known/openid-configuration": return metadata(provider, site);
    case "discovery/v2.0/keys": return { keys: [key(provider, site)] };
    case "oauth2/v2.0/authorize": return authorize(provider, site, url.searchParams);
    case "oauth2/v2.0/token": return token(provider, new URLSearchParams(await text(request)));
  }
}

function metadata(provider, { tenant, policy }) {
  const { url, policiesInQuery } = provider;
  const [path, query] = policy && !policiesInQuery ? [`/${policy}`, ""] : ["", policy ? `?p=${policy}` : ""];
  const at = (endpoint) => `${url}/${tenant}${path}/${endpoint}${query}`;
  return {
    issuer: issuer(provider, tenant, policy),
    authorization_endpoint: at("oauth2/v2.0/authorize"),
    token_endpoint: at("oauth2/v2.0/token"),
    end_session_endpoint: at("oauth2/v2.0/logout"),
    jwks_uri: at("discovery/v2.0/keys"),
    response_modes_supported: ["query", "fragment", "form_post"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

/** That of many tenants is a template; that of a policy ends in a slash. */
function issuer({ url }, tenant, policy) {
  if (tenant === "common" || tenant === "organizations") return `${url}/{tenantid}/v2.0`;
  const id = tenant === "consumers" ? PERSONAL : (DOMAINS[tenant] ?? tenant);
  return `${url}/${id}/v2.0${policy ? "/" : ""}`;
}

/** Without `alg`, as Microsoft's are; that of a policy says nothing of its issuer either. */
function key({ publicKey, keyIssuer }, { policy }) {
  const issuer = policy ? undefined : keyIssuer;
  return { ...publicKey.export({ format: "jwk" }), use: "sig", kid: "k1", x5t: "k1", issuer };
}

function authorize(provider, site, sent) {
  const isCode = sent.get("response_type") === "code";
  const back = new URL(sent.get("redirect_uri"));
  const added = { state: sent.get("state"), client_info: "e30", session_state: randomUUID() };
  if (provider.refusal) {
    back.search = `?${provider.refusal}&state=${added.state}`;
    return back;
  }
  const granted = { ...site, nonce: sent.get("nonce"), clientId: sent.get("client_id"), scope: sent.get("scope") };
  if (!isCode) {
    back.hash = new URLSearchParams({ id_token: idToken(provider, granted), ...added });
    return back;
  }
  const code = randomBytes(16).toString("base64url");
  provider.codes.set(code, { ...granted, challenge: sent.get("code_challenge") });
  back.search = new URLSearchParams({ code, ...added });
  return back;
}

/** B2C sends an access token only for a scope that is an API's. */
function token(provider, sent) {
  const granted = provider.codes.get(sent.get("code"));
  provider.codes.delete(sent.get("code"));
  const challenge = createHash("sha256").update(sent.get("code_verifier")).digest("base64url");
  if (challenge !== granted?.challenge) return { error: "invalid_grant", error_description: "AADSTS501481" };
  const identity = { id_token: idToken(provider, granted), token_type: "Bearer", scope: granted.scope };
  if (granted.policy) return { ...identity, not_before: 1, id_token_expires_in: 3600, profile_info: "e30" };
  return { ...identity, access_token: "AT", expires_in: 3600, ext_expires_in: 3600, client_info: "e30" };
}

function idToken(provider, { policy, nonce, clientId }) {
  const now = Math.floor(Date.now() / 1000);
  const of = policy ? { tfp: policy } : { tid: provider.tid, oid: "ada's object", ver: "2.0" };
  const iss = issuer(provider, provider.tid, policy);
  const claims = { iss, sub: "ada", aud: clientId, iat: now, nbf: now, exp: now + 300, nonce, ...of, ...provider.claims };
  const segment = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${segment({ typ: "JWT", alg: "RS256", kid: "k1" })}.${segment(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), provider.privateKey).toString("base64url")}`;
}

/** A tenant, perhaps a policy, and an endpoint. */
const PATH = /^\/([^/]+)(?:\/(?!v2\.0\/|oauth2\/|discovery\/)([^/]+))?\/((?:v2\.0|oauth2|discovery)\/.+)$/;
