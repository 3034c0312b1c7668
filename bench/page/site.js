// The provider that every contender signs in with. It does not exist: what it would answer comes from `stopwatch.js`.

const DOMAIN = "login.example.com";

export const site = {
  domain: DOMAIN,
  issuer: `https://${DOMAIN}/`,
  authorizationEndpoint: `https://${DOMAIN}/authorize`,
  tokenEndpoint: `https://${DOMAIN}/oauth/token`,
  jwksUri: `https://${DOMAIN}/.well-known/jwks.json`,
  clientId: "bench",
  redirectUri: `${location.origin}/callback`,
  scope: "openid profile email",
};
