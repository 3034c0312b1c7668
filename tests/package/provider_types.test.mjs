import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runTool } from "./consumer.mjs";

const CLIENTS = `
import { auth0, authkit, entra, workosConnect } from "spa-authorize";

const app = { clientId: "c", redirectUri: "https://app.example/callback" };
const tenant = auth0<Draft>({ ...app, domain: "tenant.example" });
const kit = authkit<Draft>(app);
const connect = workosConnect<Draft>({ ...app, domain: "connect.example" });
const microsoft = entra<Draft>({ ...app, tenant: "organizations", domain: "login.microsoftonline.us" });
const server = workosConnect<Draft>({ ...app, domain: "connect.example", exchange: "server" });

interface Draft { draft: string }
`;

const ACCEPTED = `${CLIENTS}
import type {
  Auth0Client, Auth0SignInRequest, AuthKitClient, AuthKitSignInRequest, EntraClient, EntraSignInRequest,
  WorkosConnectClient, WorkosConnectServerClient, WorkosConnectSignInRequest,
} from "spa-authorize";

export const named: [Auth0Client<Draft>, AuthKitClient<Draft>, WorkosConnectClient<Draft>] = [tenant, kit, connect];
export const ofMicrosoft: EntraClient<Draft> = microsoft;
export const ofPolicy = entra({ ...app, tenant: "c.example", domain: "c.b2clogin.com", policy: "B2C_1_sign_in" });
export const ofServer: WorkosConnectServerClient<Draft> = server;

export const requests = [
  tenant.createAuthorizeUrl(),
  tenant.createAuthorizeUrl({ organization: "org_1", invitation: "t", prompt: ["login", "consent"], maxAge: 0 }),
  tenant.createAuthorizeUrl({ responseType: "token", audience: "api", resource: ["https://a.example"] }),
  tenant.createAuthorizeUrl({ connection: "c", dangerouslyPutAccessTokenInUrl: "t", scope: "openid", device: "d" }),
  kit.createAuthorizeUrl({ provider: "authkit", organizationId: "org_1", screenHint: "sign-up", maxAge: 0 }),
  kit.createAuthorizeUrl({ provider: "GoogleOAuth", providerScopes: ["a"], providerQueryParams: { hd: "b.example" } }),
  kit.createAuthorizeUrl({ provider: "AnotherOAuth", domainHint: "example.com" }),
  kit.createAuthorizeUrl({ connectionId: "conn_1", loginHint: "alice@example.com" }),
  kit.createAuthorizeUrl({ organizationId: "org_1", invitationToken: "t", appState: { draft: "" } }),
  connect.createAuthorizeUrl({ scope: ["openid", "another"], extraParams: { a: "b", c: undefined } }),
  microsoft.createAuthorizeUrl({ prompt: "select_account", domainHint: "c.example", loginHint: "alice", maxAge: 0 }),
  microsoft.createAuthorizeUrl({ responseType: "id_token", claims: { id_token: { acrs: { essential: true } } } }),
  server.createAuthorizeUrl({ scope: "openid profile email offline_access" }),
  tenant.createAuthorizeUrl({ audience: null, prompt: null, maxAge: null, extraParams: { a: null } }),
  connect.createAuthorizeUrl({ scope: null, extraParams: null }),
];

export const withDefaults = [
  auth0({ ...app, domain: "d.example", audience: "api", organization: "org_1", connection: "c" }).createAuthorizeUrl(),
  auth0({ ...app, redirectUri: "/callback", domain: "d.example", prompt: "login", maxAge: 60, extraParams: { a: "b" } }),
  workosConnect({ ...app, domain: "d.example", scope: ["openid", "email"], extraParams: { a: "b" } }),
  authkit({ ...app, invitationToken: "t", screenHint: "sign-up" }).createAuthorizeUrl({ provider: "authkit" }),
];

const byPage = authkit<Draft>({ ...app, provider: "authkit", organizationId: "org_1", loginHint: "ada" });
export const bySelector = [
  byPage.createAuthorizeUrl(),
  byPage.createAuthorizeUrl({ screenHint: "sign-up", loginHint: null, appState: { draft: "" } }),
  byPage.createAuthorizeUrl({ organizationId: null }),
  byPage.createAuthorizeUrl({ connectionId: "conn_1", screenHint: null }),
  authkit({ ...app, connectionId: "conn_1" }).createAuthorizeUrl({ loginHint: "ada" }),
];

export const withSession = [
  auth0({ ...app, domain: "d.example", session: { request: { organization: "org_1" } } }),
  authkit({ ...app, session: { request: { provider: "authkit", organizationId: "org_1" } } }),
  authkit({ ...app, connectionId: "conn_1", session: { request: { loginHint: "ada" } } }),
  workosConnect({ ...app, domain: "d.example", session: { request: { scope: "openid offline_access" } } }),
  entra({ ...app, tenant: "common", session: { request: { domainHint: "c.example" } } }),
];

export async function lasting(): Promise<unknown> {
  const kits = [
    authkit<Draft>({ ...app, provider: "authkit", session: {} }),
    authkit<Draft>({ ...app, session: { apis: "self" } }),
  ] as const;
  for (const own of kits) {
    const now = own.session.getSnapshot();
    if (now.status === "signed-in") return [now.user.id.length, now.organizationId, own.logoutUrl(), own.signOut({ returnTo: "/" })];
    await own.switchOrganization({ organizationId: "org_2", timeoutMs: 1 });
  }
  await kits[0].session.require("/", { screenHint: "sign-up", appState: { draft: "" } });
  await kits[1].session.require("/", { provider: "GoogleOAuth" });
  const ofTenant = auth0({ ...app, domain: "d.example", session: {} });
  await ofTenant.session.require(new URL("https://app.example/"), { organization: "org_1" });
  const ofConnect = workosConnect({ ...app, domain: "d.example", session: {} });
  const { email } = await ofConnect.fetchUserInfo();
  const sub: string = (await entra({ ...app, tenant: "common", session: {} }).session.require()).claims.sub;
  const none: undefined[] = [kit.session, tenant.session, connect.session, microsoft.session, server.session];
  return [email, sub, none];
}

export type Requests = Auth0SignInRequest | AuthKitSignInRequest | WorkosConnectSignInRequest | EntraSignInRequest;

export async function results(): Promise<unknown> {
  const signedIn = await kit.handleCallback();
  if (signedIn.kind === "signed-in") {
    const id: string = signedIn.user.id;
    const { user, tokens, organizationId, impersonator, appState } = signedIn;
    const name: string | null | undefined = user.first_name;
    const verified: boolean | undefined = user.email_verified;
    return [id, name, verified, organizationId, impersonator, tokens.refreshToken, appState?.draft, kit.logoutUrl({ tokens })];
  }
  const code = await server.handleCallback();
  if (code.kind === "code") {
    const words: string = code.code;
    return [words, code.nonce?.length, code.appState?.draft, code.returnTo];
  }
  const own = await connect.handleCallback();
  if (own.kind === "signed-in") {
    const { name, email_verified, updated_at, roles }: {
      name?: string | undefined;
      email_verified?: boolean | undefined;
      updated_at?: number | string | undefined;
      roles?: unknown;
    } = own.claims;
    const { email } = await connect.fetchUserInfo(own.tokens);
    return [own.claims.nonce, name?.length, email_verified, updated_at, roles, email?.length];
  }
  return tenant.logoutUrl({ returnTo: "/", federated: true }) + tenant.logoutUrl();
}
`;

const ACCESS = `${CLIENTS}
const signedIn = await kit.handleCallback();
const code = await server.handleCallback();
const own = await connect.handleCallback();
export {};
`;

/** Each is one line, and one error. */
const REFUSED = [
  ["auth0 has no domainHint", 'tenant.createAuthorizeUrl({ domainHint: "example.com" });'],
  ["auth0 makes its own state", 'tenant.createAuthorizeUrl({ state: "s" });'],
  ["auth0 has no other flow", 'tenant.createAuthorizeUrl({ responseType: "code token" });'],
  ["auth0 has no prompt create", 'tenant.createAuthorizeUrl({ prompt: "create" });'],
  ["auth0 needs a domain", 'auth0(app);'],
  ["auth0 has no issuer", 'auth0({ ...app, domain: "tenant.example", issuer: "https://tenant.example/" });'],
  ["auth0's client has no returnTo", 'auth0({ ...app, domain: "tenant.example", returnTo: "/" });'],
  ["auth0's client has no appState", 'auth0({ ...app, domain: "tenant.example", appState: 1 });'],
  ["a default has the type of its option", 'auth0({ ...app, domain: "tenant.example", maxAge: "60" });'],
  ["authkit's client has one selector", 'authkit({ ...app, provider: "authkit", connectionId: "conn_1" });'],
  ["authkit's client has no scope", 'authkit({ ...app, scope: "openid" });'],
  ["authkit wants a selector", 'kit.createAuthorizeUrl({ loginHint: "alice" });'],
  ["authkit wants a request", 'kit.createAuthorizeUrl();'],
  ["authkit, provider and connectionId", 'kit.createAuthorizeUrl({ provider: "authkit", connectionId: "conn_1" });'],
  ["authkit, connectionId and organizationId", 'kit.signIn({ connectionId: "conn_1", organizationId: "org_1" });'],
  ["authkit, all three", 'kit.signIn({ provider: "authkit", connectionId: "conn_1", organizationId: "org_1" });'],
  ["authkit, another provider and organizationId", 'kit.signIn({ provider: "AppleOAuth", organizationId: "org_1" });'],
  ["authkit, screenHint and another provider", 'kit.signIn({ provider: "GoogleOAuth", screenHint: "sign-up" });'],
  ["authkit, screenHint and connectionId", 'kit.signIn({ connectionId: "conn_1", screenHint: "sign-up" });'],
  ["authkit, maxAge and organizationId", 'kit.signIn({ organizationId: "org_1", maxAge: 0 });'],
  ["authkit has one flow", 'kit.signIn({ provider: "authkit", responseType: "code" });'],
  ["authkit has one flow for a client too", 'authkit({ ...app, responseType: "code" });'],
  ["authkit makes its own state", 'kit.signIn({ provider: "authkit", state: "s" });'],
  ["authkit makes its own challenge", 'kit.signIn({ provider: "authkit", codeChallenge: "c" });'],
  ["authkit has no scope", 'kit.signIn({ provider: "authkit", scope: "openid" });'],
  ["authkit's logout wants the tokens", 'kit.logoutUrl({ returnTo: "/" });'],
  ["authkit's sign-out wants the tokens", 'kit.signOut();'],
  ["authkit has no user info", 'kit.fetchUserInfo;'],
  ["authkit gives no claims", 'if (signedIn.kind === "signed-in") signedIn.claims;'],
  ["authkit gives no access token alone", 'if (signedIn.kind === "authorized") signedIn;'],
  ["auth0's session has no other request", 'auth0({ ...app, domain: "d", session: { request: { domainHint: "d" } } });'],
  ["authkit's session has one selector", 'authkit({ ...app, session: { request: { provider: "a", connectionId: "c" } } });'],
  ["authkit without a session switches nothing", 'kit.switchOrganization({ organizationId: "o" });'],
  ["authkit's session says where to", 'authkit({ ...app, session: {} }).switchOrganization({});'],
  ["authkit's session has no claims", '(await authkit({ ...app, session: {} }).session.require()).claims;'],
  ["auth0 switches nothing", 'auth0({ ...app, domain: "d", session: {} }).switchOrganization;'],
  ["connect has no session for a server", 'workosConnect({ ...app, domain: "d", exchange: "server" }).session.getSnapshot();'],
  ["entra needs a tenant", 'entra(app);'],
  ["entra has no issuer", 'entra({ ...app, tenant: "common", issuer: "https://c.example" });'],
  ["entra has no organization", 'microsoft.createAuthorizeUrl({ organization: "o" });'],
  ["a claim that the type does not know is unknown", 'if (own.kind === "signed-in") own.claims.roles.length;'],
  ["connect has one flow", 'connect.createAuthorizeUrl({ responseType: "code" });'],
  ["connect has one flow for a client too", 'workosConnect({ ...app, domain: "c.example", responseType: "code" });'],
  ["connect has no loginHint", 'connect.createAuthorizeUrl({ loginHint: "alice" });'],
  ["connect makes its own nonce", 'connect.createAuthorizeUrl({ nonce: "n" });'],
  ["connect has no logout", 'connect.logoutUrl();'],
  ["connect exchanges by client or server", 'workosConnect({ ...app, domain: "connect.example", exchange: "none" });'],
  ["connect gives no user", 'if (own.kind === "signed-in") own.user;'],
  ["connect gives no code", 'if (own.kind === "code") own;'],
  ["a server's connect gives no tokens", 'if (code.kind === "code") code.tokens;'],
  ["a server's connect signs nobody in", 'if (code.kind === "signed-in") code;'],
];

const CONFIG = JSON.stringify({
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022", "DOM"],
    types: [],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    noEmit: true,
  },
  include: ["*.ts"],
});

test("what each provider has compiles, and its results are its own", (t) => {
  const consumer = createConsumer(t, { "app.ts": ACCEPTED, "tsconfig.json": CONFIG });
  const { status, output } = runTool(consumer, "tsc", "-p", ".");
  assert.equal(status, 0, output);
});

test("what a provider does not have is an error where it stands", async (t) => {
  const consumer = createConsumer(t, { "app.ts": ACCESS + lines(), "tsconfig.json": CONFIG });
  const { output } = runTool(consumer, "tsc", "-p", ".", "--pretty", "false");
  const found = new Set([...output.matchAll(/^app\.ts\((\d+),/gm)].map((match) => Number(match[1])));
  const first = ACCESS.split("\n").length;
  for (const [index, [name]] of REFUSED.entries()) {
    await t.test(name, () => assert.ok(found.delete(first + index), `no error in line ${first + index}:\n${output}`));
  }
  assert.deepEqual([...found], [], output);
});

function lines() {
  return REFUSED.map(([, line]) => line).join("\n");
}
