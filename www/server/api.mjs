// The app's own API: it answers whoever brings an access token that the provider vouches for (RFC 7662).

/**
 * Answers `GET /api/hello`. `client` is what the API authenticates with, `appId` is the app whose tokens it takes, and
 * `origins` are those of apps elsewhere whose pages may call it.
 */
export function api({ introspectionEndpoint, client, appId, origins = [] }) {
  return async (request, response) => {
    allow(origins, request, response);
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const { pathname } = new URL(`http://localhost${request.url}`);
    if (pathname !== "/api/hello") return reply(response, 404, { error: "There is only /api/hello." });
    if (request.method !== "GET") return reply(response, 405, { error: "Use GET." }, { Allow: "GET" });
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return refuse(response, "Bearer", "An access token is missing.");

    const facts = await introspect(introspectionEndpoint, client, token).catch(() => undefined);
    if (facts === undefined) return reply(response, 502, { error: "The provider cannot be asked about the token." });
    // A token of another app says who its user is as well, and must not work here.
    if (!facts.active || facts.client_id !== appId) {
      return refuse(response, 'Bearer error="invalid_token"', "The access token has expired or is another app’s.");
    }
    return reply(response, 200, hello(facts));
  };
}

/** What the provider knows the API by: it only asks about tokens, and signs nobody in. */
export function apiClient({ id, secret }) {
  return {
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: [],
    response_types: [],
    redirect_uris: [],
  };
}

/** RFC 6750 §2.1. */
export function bearerToken(authorization = "") {
  return authorization.match(/^Bearer ([\w.~+/-]+=*)$/i)?.[1];
}

/** What the provider says of a token (RFC 7662). */
export async function introspect(endpoint, { id, secret }, token) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ token, token_type_hint: "access_token" }),
  });
  if (!response.ok) throw new Error(`The provider answered ${response.status}.`);
  return response.json();
}

/** What a page of another origin may send and read (CORS). Without the challenge it could not tell why it was refused. */
function allow(origins, { headers: { origin } }, response) {
  if (!origins.includes(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Headers", "Authorization");
  response.setHeader("Access-Control-Expose-Headers", "WWW-Authenticate");
  response.setHeader("Vary", "Origin");
}

function hello({ sub, scope, client_id: clientId, exp }) {
  return { greeting: `Hello, ${sub}`, scope, clientId, expiresAt: exp * 1000 };
}

/** RFC 6750 §3. */
function refuse(response, challenge, error) {
  reply(response, 401, { error }, { "WWW-Authenticate": challenge });
}

function reply(response, status, body, headers = {}) {
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  });
  response.end(JSON.stringify(body));
}
