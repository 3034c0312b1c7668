import { expect, test } from "vitest";

import { signIn, user } from "./auth.js";

test("without a browser there is nobody to sign in, and nothing to do it with", async () => {
  expect(await user()).toBe("not-a-browser");
  await expect(signIn()).rejects.toMatchObject({ name: "EnvironmentError", code: "not-a-browser" });
});
