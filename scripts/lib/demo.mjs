import { step } from "./execute.mjs";
import { once } from "./files.mjs";
import { buildPackage, PACKAGE_STAMP } from "./package.mjs";

/** Builds the demo in `www/dist`, with the packed package. */
export async function buildDemo() {
  await buildPackage();
  const inputs = ["www", "package-lock.json", PACKAGE_STAMP];
  await once("www/dist/.stamp", inputs, ["www/dist/index.html"], async () => {
    await step("Building the demo, a few seconds", "vite build www");
  });
}
