// Windows of one browser that WebDriver drives, with what `chromium_tabs.mjs` has: but nobody freezes them, and only
// one is told something at a time.

import { By } from "selenium-webdriver";

import { deleteCookies, openFreshTab } from "../browser.mjs";
import { duplicate, openAll, until } from "./tabs.mjs";

/** `engine` is one of `browser.mjs` and `webkit.mjs`; `options` are those of its `start`. */
export async function startDriverTabs(engine, options) {
  const { driver, stop } = await engine.start(options);
  const tabs = {
    name: engine.name,
    canFreeze: false,
    open,
    openAll: (count, url) => openAll(tabs, count, url),
    /**
     * Goes on in one empty tab. Each world has origins of its own, whose storages are empty, but cookies know no ports:
     * those of the host of `url`, if it is given, go.
     */
    async reset(url) {
      await openFreshTab(driver);
      if (!url) return;
      await deleteCookies(driver, `${url}/nothing.txt`);
      await driver.get("about:blank");
    },
    close: stop,
  };
  return tabs;

  /** A window, since the pages of tabs that nobody sees are hidden. */
  async function open(url = "about:blank") {
    await driver.switchTo().newWindow("window");
    const tab = windowOf(driver, await driver.getWindowHandle());
    await tab.goTo(url);
    return tab;
  }
}

function windowOf(driver, handle) {
  const inside = async (act) => {
    await driver.switchTo().window(handle);
    return act();
  };
  const tab = {
    /** `f` is a function, or the text of one. */
    evaluate: (f, ...parameters) =>
      inside(() => driver.executeScript(`return (${f}).apply(undefined, arguments);`, ...parameters)),
    goTo: (url) => inside(() => driver.get(url)),
    reload: () => inside(() => driver.navigate().refresh()),
    back: () => travel(-1),
    forward: () => travel(1),
    close: () => inside(() => driver.close()),
    /** As a user does: it may open a window. */
    click: (selector) => inside(() => driver.findElement(By.css(selector)).click()),
    opens,
    duplicate: () => duplicate(tab),
  };
  return tab;

  /** `true` if the page came out of the cache of the history. */
  async function travel(by) {
    await inside(() => (by < 0 ? driver.navigate().back() : driver.navigate().forward()));
    const shown = await until(tab, "the page of before", lastShow);
    return shown.persisted;
  }

  /** The window that a page opens by what `act` does. */
  async function opens(act) {
    const before = await driver.getAllWindowHandles();
    await act();
    const added = async () => (await driver.getAllWindowHandles()).filter((one) => !before.includes(one));
    await driver.wait(async () => (await added()).length > 0, PATIENCE_MS, "no window opened");
    return windowOf(driver, (await added())[0]);
  }
}

/** Runs in the page, once it is shown. */
function lastShow() {
  return document.readyState === "complete" && window.life?.findLast(({ type }) => type === "pageshow");
}

const PATIENCE_MS = 20_000;
