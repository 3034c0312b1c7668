// What a case of the session begins with: an app, a provider whose refresh tokens rotate, and an API.

import { startApi } from "./api.mjs";
import { startSessionApp } from "./app.mjs";
import { startSessionProvider } from "./provider.mjs";
import { until } from "./tabs.mjs";

/**
 * `choices` are the provider's (`provider.mjs`). `another(choices)` starts one more, on another site by its `hostname`,
 * and `options(provider, more)` are those of a client there. The app begins with one client, `app`, of the provider.
 */
export async function startWorld(choices = {}, more = {}) {
  const app = await startSessionApp();
  const closers = [app];
  const another = async (own = {}) => {
    const provider = await startSessionProvider({ origins: app.origins, ...own });
    closers.push(provider);
    return provider;
  };
  const provider = await another(choices);
  const api = await startApi(provider);
  closers.push(api);
  const options = (of, own = {}) => ({ ...of.options(), redirectUri: `${app.url}/callback`, ...own });
  app.use({ app: options(provider, more) });
  return { app, provider, api, another, options, close: () => Promise.all(closers.map(({ close }) => close())) };
}

/** Signs in by the page's client of that name, through the provider; gives the kind of the result. */
export async function signIn(tab, { app }, { name = "app", request = {} } = {}) {
  await tab.goTo(app.url);
  await go(tab, (name, json) => void window.clients[name].signIn(JSON.parse(json)), name, JSON.stringify(request));
  await until(tab, "the callback", isBack, new URL(app.url).origin);
  return tab.evaluate(answer, name);
}

/** Does what leads to another page, without waiting for it. */
async function go(tab, f, ...parameters) {
  await tab.evaluate(`(...all) => void setTimeout(() => (${f})(...all))`, ...parameters);
}

function isBack(origin) {
  const isThere = location.origin === origin && location.pathname === "/callback" && document.readyState === "complete";
  return isThere && window.clients !== undefined;
}

async function answer(name) {
  const result = await window.outcome(() => window.clients[name].handleCallback());
  window.result = result;
  return result.kind ?? result.code;
}
