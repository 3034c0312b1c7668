import { defineEnvVars } from "@sveltejs/kit/env";

export const variables = defineEnvVars({
  ISSUER: { public: true, static: true },
  CLIENT_ID: { public: true, static: true },
  API: { public: true, static: true },
});
