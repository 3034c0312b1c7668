// A provider inside the test page, with real keys: what no real provider signs, or not on demand.

/** Gives the page `window.provider`: a key for the algorithm, and tokens signed by it. Runs in the page. */
export async function becomeProvider(alg) {
  const rsa = (name, hash) => ({ name, hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) });
  const parameters = {
    RS: (bits) => rsa("RSASSA-PKCS1-v1_5", `SHA-${bits}`),
    PS: (bits) => ({ ...rsa("RSA-PSS", `SHA-${bits}`), saltLength: bits / 8 }),
    ES: (bits) => ({ name: "ECDSA", namedCurve: bits === 512 ? "P-521" : `P-${bits}`, hash: `SHA-${bits}` }),
    Ed: () => ({ name: "Ed25519" }),
  };
  const utf8 = (text) => new TextEncoder().encode(text);
  const encode = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replace(/[+/]/g, (c) => (c === "+" ? "-" : "_")).replace(/=+$/, "");
  const segment = (value) => encode(utf8(JSON.stringify(value)));

  const algorithm = parameters[alg.slice(0, 2)](Number(alg.slice(2)));
  // WebKit as GTK has it fails at one in 170 of Ed25519's keys.
  const generate = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { publicKey, privateKey } = await generate().catch(generate).catch(generate);
  const kid = "the only key";
  const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey("jwk", publicKey);

  const provider = {
    alg,
    publicKey,
    utf8,
    encode,
    segment,
    /** What the page's requests are answered with, and where they went. */
    keys: [{ ...jwk, kid }],
    requests: [],

    begin(request) {
      const { searchParams } = new URL(window.clients.first.createAuthorizeUrl(request));
      return { state: searchParams.get("state"), nonce: searchParams.get("nonce") };
    },
    claims(nonce, changes) {
      const now = Math.floor(Date.now() / 1000);
      const { issuer: iss, clientId: aud } = window.options.first;
      return { iss, aud, sub: "ada", nonce, iat: now, exp: now + 60, ...changes };
    },
    async atHash(accessToken) {
      const hash = new Uint8Array(await crypto.subtle.digest(`SHA-${Number(alg.slice(2)) || 512}`, utf8(accessToken)));
      return encode(hash.slice(0, hash.length / 2));
    },
    async sign(text) {
      return new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, utf8(text)));
    },
    /** `sign` may be another's, or change what this provider signed. */
    async token(claims, { header, sign = provider.sign } = {}) {
      const signed = `${segment({ alg, kid, ...header })}.${segment(claims)}`;
      return `${signed}.${encode(await sign(signed))}`;
    },
    /** What comes of a response in the fragment. */
    async answer(response) {
      const url = `${window.options.first.redirectUri}#${new URLSearchParams(response)}`;
      const outcome = await window.outcome(() => window.clients.first.handleCallback({ url }));
      if (outcome.code) return outcome;
      return { kind: outcome.kind, reason: outcome.reason, signature: outcome.signature, sub: outcome.claims?.sub };
    },
    /** Signs in by an ID token alone. */
    async signIn({ claims, ...how } = {}) {
      const { state, nonce } = provider.begin({ responseType: "id_token" });
      const token = await provider.token(provider.claims(nonce, claims), how);
      return provider.answer({ state, id_token: token });
    },
  };
  window.provider = provider;
  window.fetch = async (url) => {
    provider.requests.push(String(url));
    return Response.json({ keys: provider.keys });
  };
}
