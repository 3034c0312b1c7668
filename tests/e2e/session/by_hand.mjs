// Runs in pages: what a session does, by hand. Each function sees nothing of this file.

/** A renewal; `{ status, … }` with the members of the answer, or `{ failed }` where the page may read none. */
export async function renew(tokenEndpoint, clientId, refreshToken, more = {}) {
  const sent = { grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken, ...more };
  const body = new URLSearchParams(sent);
  return fetch(tokenEndpoint, { method: "POST", body, redirect: "error" }).then(
    async (response) => {
      const text = await response.text();
      const retryAfter = response.headers.get("Retry-After") ?? undefined;
      const read = { status: response.status, length: text.length, retryAfter };
      return /^\s*{/.test(text) ? { ...read, ...JSON.parse(text) } : read;
    },
    ({ name }) => ({ failed: name }),
  );
}

/** As WorkOS has it: by JSON. */
export async function renewAuthKit(tokenEndpoint, clientId, refreshToken) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken });
  const response = await fetch(tokenEndpoint, { method: "POST", body, headers });
  return { status: response.status, ...(await response.json()) };
}

export async function revoke(revocationEndpoint, clientId, token) {
  const { status } = await fetch(revocationEndpoint, {
    method: "POST",
    body: new URLSearchParams({ client_id: clientId, token }),
  });
  return status;
}

/** A call of the API; the challenge is what the page may read of it. */
export async function call(url, token) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(url, { headers });
  return { status: response.status, challenge: response.headers.get("WWW-Authenticate") };
}

/** A silent sign-in in a frame: the parameters that it comes back with, by its address or by a message. */
export async function askFrame({ authorizationEndpoint, clientId, redirectUri }, { mode = "query", sandbox } = {}) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("v".repeat(43)));
  const challenge = btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const url = new URL(authorizationEndpoint);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    response_mode: mode,
    scope: "openid",
    prompt: "none",
    state: "s",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const frame = Object.assign(document.createElement("iframe"), { hidden: true, src: url.href });
  if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
  const message = new Promise((resolve) => {
    addEventListener("message", ({ data, source }) => source === frame.contentWindow && resolve(data.response));
  });
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve)).then(() => {
    return Object.fromEntries(new URLSearchParams(frame.contentWindow.location.search));
  });
  document.body.append(frame);
  try {
    return await (mode === "web_message" ? message : loaded);
  } finally {
    frame.remove();
  }
}
