// Tabs of one Chromium, each in a process of its own, driven by the browser's own protocol.

import { INSECURE_HOSTNAME } from "../browser.mjs";
import { called, evaluate, launchChromium } from "../chromium_protocol.mjs";
import { duplicate, openAll, until } from "./tabs.mjs";

const FLAGS = [
  `--host-resolver-rules=MAP ${INSECURE_HOSTNAME} 127.0.0.1`,
  // No page of the browser's own works beside those of the tests.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
  "--no-startup-window",
  // However little memory there is, no tab shares the process of another.
  "--renderer-process-limit=100",
];

/**
 * `open(url)` gives a tab, `openAll(n, url)` several. `reset()` closes all tabs and goes on with storages, cookies and
 * caches that are empty. `flags` are more of the browser's.
 */
export async function startChromiumTabs({ flags = [] } = {}) {
  const browser = launchChromium({ flags: [...FLAGS, ...flags] });
  const tabs = { name: "Chromium", canFreeze: true, context: undefined };
  await begin();
  return Object.assign(tabs, {
    open,
    openAll: (count, url) => openAll(tabs, count, url),
    renderers,
    async reset() {
      await browser.send("Target.disposeBrowserContext", { browserContextId: tabs.context });
      await begin();
    },
    close: browser.close,
  });

  async function begin() {
    tabs.context = (await browser.send("Target.createBrowserContext")).browserContextId;
  }

  /** In a window of its own: a tab behind another one is hidden. */
  async function open(url = "about:blank") {
    const target = { url: "about:blank", browserContextId: tabs.context, newWindow: true };
    const { targetId } = await browser.send("Target.createTarget", target);
    const tab = await attach(browser, targetId, renderers);
    await tab.goTo(url);
    return tab;
  }

  async function renderers() {
    const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
    return processInfo.filter(({ type }) => type === "renderer");
  }
}

async function attach(browser, targetId, renderers) {
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, parameters) => browser.send(method, parameters, sessionId);
  await tell("Page.enable");
  const tab = {
    tell,
    evaluate: (f, ...parameters) => evaluate(tell, f, parameters),
    /** Before whatever the next pages of this tab have. */
    beforeNext: (source) => tell("Page.addScriptToEvaluateOnNewDocument", { source: `(${source})()` }),
    goTo: (url) => leave(() => tell("Page.navigate", { url })),
    reload: () => leave(() => tell("Page.reload")),
    back: () => travel(-1),
    forward: () => travel(1),
    freeze: () => tell("Page.setWebLifecycleState", { state: "frozen" }),
    thaw,
    /** As a window that is minimized, and is there again. */
    hide: () => setWindow("minimized", "hidden"),
    show: () => setWindow("normal", "visible"),
    close: () => browser.send("Target.closeTarget", { targetId }),
    /** As a user does: it may open a window. */
    click: (selector) => gesture(tell, (selector) => document.querySelector(selector).click(), selector),
    opens,
    duplicate: () => duplicate(tab),
    offline: (isOffline) => setOffline(tell, isOffline),
    crash,
    pid,
  };
  return tab;

  /** Does what leads to another page, and waits until that is complete. */
  async function leave(act) {
    const loaded = browser.next("Page.loadEventFired", sessionId);
    const { errorText } = await act();
    if (errorText) throw new Error(`Chromium does not load the page: ${errorText}`);
    await loaded;
  }

  /** `true` if the page came out of the cache of the history. */
  async function travel(by) {
    const { currentIndex, entries } = await tell("Page.getNavigationHistory");
    const arrived = browser.next("Page.frameNavigated", sessionId);
    const loaded = browser.next("Page.loadEventFired", sessionId);
    await tell("Page.navigateToHistoryEntry", { entryId: entries[currentIndex + by].id });
    const isRestored = (await arrived).type === "BackForwardCacheRestore";
    if (!isRestored) await loaded;
    return isRestored;
  }

  /** A page that froze was hidden, and it stays so until its window is brought back. */
  async function thaw() {
    await tell("Page.setWebLifecycleState", { state: "active" });
    await setWindow("minimized", "hidden");
    await setWindow("normal", "visible");
  }

  async function setWindow(windowState, visibility) {
    const { windowId } = await tell("Browser.getWindowForTarget");
    await tell("Browser.setWindowBounds", { windowId, bounds: { windowState } });
    await until(tab, visibility, (wanted) => document.visibilityState === wanted, visibility);
  }

  /** The process ends at once: nothing of the page runs any more. */
  async function crash() {
    const crashed = browser.next("Inspector.targetCrashed", sessionId);
    void tell("Page.crash").catch(() => {});
    await crashed;
    await tab.close();
  }

  /** The window that a page opens by what `act` does; it has the page's process. */
  async function opens(act) {
    const opened = new Promise((resolve) => {
      const stop = browser.on("Target.targetCreated", ({ targetInfo }) => {
        if (targetInfo.openerId === targetId) (stop(), resolve(targetInfo.targetId));
      });
    });
    await browser.send("Target.setDiscoverTargets", { discover: true });
    await act();
    return attach(browser, await opened, renderers);
  }

  /** The one process that works while the page does: far more than any other, which a busy machine shows late. */
  async function pid() {
    const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
    for (;;) {
      await tab.evaluate(burn, BURN_MS);
      const all = (await renderers()).map(({ id, cpuTime }) => ({ id, spent: cpuTime - (before.get(id) ?? 0) }));
      const [busiest, next] = all.sort((one, other) => other.spent - one.spent);
      if (busiest.spent > 3 * (next?.spent ?? 0)) return busiest.id;
    }
  }
}

/** Runs in the page. */
function burn(ms) {
  for (const end = performance.now() + ms; performance.now() < end; );
}

function gesture(tell, f, ...parameters) {
  return tell("Runtime.evaluate", { expression: called(f, parameters), userGesture: true });
}

async function setOffline(tell, offline) {
  await tell("Network.enable");
  await tell("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
}

const BURN_MS = 120;
