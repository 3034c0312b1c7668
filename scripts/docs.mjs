// `npm run docs`: the references, below `target/docs`. What has no description, or links to nothing, fails.

import fs from "node:fs";

import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";
import { step } from "./lib/execute.mjs";
import { empty } from "./lib/files.mjs";
import { installTypeDoc } from "./lib/npm.mjs";
import { installOldestRust } from "./lib/rust.mjs";

await command(async () => {
  const { cargo, env } = await installOldestRust();
  const typedoc = await installTypeDoc();
  empty("target/docs");
  empty(`${env.CARGO_TARGET_DIR}/doc`);
  await step("Writing the reference of the package, about 10 seconds", `${typedoc} --tsconfig docs/api/tsconfig.json`);
  const rustdoc = `${cargo} doc --no-deps --locked`;
  await step("Writing the reference of the crate, a minute at first", rustdoc, { ...env, RUSTDOCFLAGS: "-D warnings" });
  fs.cpSync(`${env.CARGO_TARGET_DIR}/doc`, "target/docs/rust", { recursive: true });
  fs.cpSync("docs/index.html", "target/docs/index.html");
  say("The references are in target/docs: open index.html.");
});
