// The browsers of the tests and the benchmark: Debian's packages.

import fs from "node:fs";

import { step } from "./execute.mjs";
import { Problem } from "./problem.mjs";

export const CHROMEDRIVER = "/usr/bin/chromedriver";
export const GECKODRIVER = ".tools/bin/geckodriver";
const PROGRAMS = ["chromium", "chromedriver", "firefox-esr", "WebKitWebDriver", "Xvfb"];
const PACKAGES = "chromium chromium-driver firefox-esr webkit2gtk-driver xvfb";
const INSTALL = `apt-get install --yes --no-install-recommends ${PACKAGES}`;

export async function installBrowsers() {
  if (PROGRAMS.every((program) => fs.existsSync(`/usr/bin/${program}`))) return;
  if (process.getuid() !== 0 || !fs.existsSync("/etc/debian_version")) {
    throw new Problem(
      "The tests need Chromium, Firefox ESR, WebKitGTK, their drivers and Xvfb. Type this once, then start again:\n" +
        `  sudo sh -c "apt-get update && ${INSTALL}"`,
    );
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await step("Refreshing the list of Debian packages, about 10 seconds", "apt-get update", env);
  await step("Installing Chromium, Firefox and WebKit, about 2 minutes", INSTALL, env);
}
