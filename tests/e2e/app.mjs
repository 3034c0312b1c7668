// What a user does and sees: on the demo's pages, on the provider's, and on the test page.

import { By } from "selenium-webdriver";

/** What a busy machine takes; a test that waits in vain is over by then. */
export const PATIENCE_MS = 20_000;
const POLL_MS = 20;

// --- any page

/** Waits until `condition`, which runs in the page, gives something; gives that. */
export async function until(driver, what, condition, ...args) {
  let cause;
  // A page that is being left takes the condition with it.
  const ask = () => driver.executeScript(condition, ...args).catch((error) => void (cause = error));
  try {
    return await driver.wait(ask, PATIENCE_MS, undefined, POLL_MS);
  } catch (error) {
    const address = await driver.getCurrentUrl();
    throw new Error(`${what} did not come about, at ${address}`, { cause: cause ?? error });
  }
}

/** Does what leads to another page, and waits until that page is complete. */
export async function leave(driver, action) {
  await driver.executeScript(() => void (window.isLeft = true));
  await action();
  // Firefox shows a blank page for a moment where one redirect follows another.
  const isThere = () => !window.isLeft && location.href !== "about:blank" && document.readyState === "complete";
  await until(driver, "another page", isThere);
}

export function click(driver, selector) {
  return driver.findElement(By.css(selector)).click();
}

/** For a click that closes its window: it comes after the driver has its answer. */
export function clickSoon(driver, selector) {
  return driver.executeScript((selector) => {
    const element = document.querySelector(selector);
    setTimeout(() => element.click());
  }, selector);
}

export function sessionStorageOf(driver) {
  return driver.executeScript(() => ({ ...sessionStorage }));
}

/** The keys of the sign-ins under way, and of those that are over. */
export async function storedKeys(driver) {
  const stored = await sessionStorageOf(driver);
  const all = Object.keys(stored);
  const own = all.filter((key) => key.startsWith(STORED));
  const isOpen = (key) => JSON.parse(stored[key]).status === "open";
  return { all, open: own.filter(isOpen), over: own.filter((key) => !isOpen(key)) };
}

/** What each key begins with; the state is the rest. */
export const STORED = "spa-authorize:2:";

/** What says that a sign-in is over: how it ended, whose it was, until when that is kept, and where it was to return. */
export const MARKER =
  /^{"status":"(used|expired)","clientId":"[^"]+","issuer":"[^"]+","forgetAt":\d+(,"returnTo":"\/[^"]*")?}$/;

// --- the provider's pages

/** Logs in and consents, whichever of it the provider asks for, until it sends the browser back. */
export async function passProvider(driver, login) {
  for (;;) {
    const page = await until(driver, "a page of the provider or the app", pageKind);
    if (page === "app") return;
    if (page === "login") await logIn(driver, login);
    else await leave(driver, () => click(driver, "[type=submit]"));
  }
}

export async function logIn(driver, login) {
  await until(driver, "the login page", () => document.querySelector("[name=login]"));
  await driver.findElement(By.name("login")).sendKeys(login);
  await driver.findElement(By.name("password")).sendKeys("any password will do");
  await leave(driver, () => click(driver, "[type=submit]"));
}

/** The link by which a user says no. */
export function refuse(driver) {
  return leave(driver, () => driver.findElement(By.partialLinkText("Cancel")).click());
}

function pageKind() {
  if (document.readyState !== "complete") return undefined;
  if (document.querySelector(".login-card") === null) return "app";
  return document.querySelector("[name=login]") === null ? "consent" : "login";
}

// --- the demo

/** Fills in what goes along with the sign-in; by script, since ChromeDriver types no emoji. */
export function fillIn(driver, { draft, returnTo }) {
  const fill = (draft, returnTo) => {
    document.getElementById("draft").value = draft;
    document.getElementById("return-to-choice").value = returnTo;
  };
  return driver.executeScript(fill, draft, returnTo);
}

export function clickSignIn(driver, flow) {
  return leave(driver, () => click(driver, `#sign-in-${flow.replaceAll(" ", "-")}`));
}

/** The kind of result that the demo shows, once it has understood its page load. */
export function resultKind(driver) {
  return until(driver, "a result", () => {
    const text = document.getElementById("result-kind")?.textContent;
    return text === "reading" ? undefined : text;
  });
}

export function textOf(driver, id) {
  return driver.executeScript((id) => document.getElementById(id).textContent, id);
}

/** A table of the demo, as an object. */
export async function tableOf(driver, id) {
  const read = (id) => {
    const { rows } = document.getElementById(id).tBodies[0];
    return Array.from(rows, ({ cells }) => [cells[0].textContent, cells[1].textContent]);
  };
  return Object.fromEntries(await driver.executeScript(read, id));
}

/** Signs in from the click to the result, and gives its kind. */
export async function signIn(driver, { flow = "code", login = "alice" } = {}) {
  await clickSignIn(driver, flow);
  await passProvider(driver, login);
  return resultKind(driver);
}

/** On the page of what is kept: chooses a store, and waits until the page has come again. */
export async function chooseStore(driver, store) {
  await until(driver, "the answer", () => document.getElementById("sign-in").checkVisibility());
  const isChosen = (store) => document.querySelector(`[value=${store}]`).checked;
  if (await driver.executeScript(isChosen, store)) return;
  await leave(driver, () => click(driver, `[value=${store}]`));
  await until(driver, "the answer", () => document.getElementById("sign-in").checkVisibility());
}

// --- the test page

/** Begins a sign-in of one of the page's clients, and goes where it leads. */
export function begin(driver, name, request = {}) {
  const start = (name, json) => void window.clients[name].signIn(window.parse(json));
  return leave(driver, () => driver.executeScript(start, name, JSON.stringify(request)));
}

export function goTo(driver, url) {
  return leave(driver, () => driver.executeScript((url) => location.assign(url), url));
}

/** What comes of `handleCallback`: its result, or `{ code, … }` of its error. */
export function handleCallback(driver, name) {
  return driver.executeScript((name) => window.outcome(() => window.clients[name].handleCallback()), name);
}

/** What comes of `createAuthorizeUrl`. */
export function createAuthorizeUrl(driver, name, request = {}) {
  const create = (name, json) => window.outcome(() => window.clients[name].createAuthorizeUrl(window.parse(json)));
  return driver.executeScript(create, name, JSON.stringify(request));
}

export function isCallback(driver, name) {
  return driver.executeScript((name) => window.clients[name].isCallback(), name);
}
