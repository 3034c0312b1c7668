// How each browser comes by its tabs.

import { firefox } from "../browser.mjs";
import { webkit } from "../webkit.mjs";
import { startChromiumTabs } from "./chromium_tabs.mjs";
import { startDriverTabs } from "./driver_tabs.mjs";

/** Or the fifth tab of an origin is in the process of another. */
const PROCESSES = { "dom.ipc.processCount.webIsolated": 8 };

export const ENGINES = {
  Chromium: startChromiumTabs,
  Firefox: () => startDriverTabs(firefox, { preferences: PROCESSES }),
  WebKit: () => startDriverTabs(webkit),
};
