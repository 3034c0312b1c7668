/**
 * Jest's own jsdom has no TextDecoder.
 *
 * @jest-environment jsdom
 */

import { oidc } from "spa-authorize";

// FLD-18
test("the package is imported without harm, and the first call says what is missing", async () => {
  const auth = oidc({ issuer: "https://login.example.com", clientId: "consumer", redirectUri: "http://localhost/" });
  await expect(auth.handleCallback()).rejects.toMatchObject({
    code: "module-blocked",
    message: expect.stringContaining("no TextDecoder"),
  });
});
