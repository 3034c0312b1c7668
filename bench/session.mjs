// (f) to (h): what a session takes that lasts, each time on a new page.

import { inSequence } from "./round_trips.mjs";
import { inRounds, summary } from "./rounds.mjs";

const PAGES = { rounds: 15, discarded: 1 };

/**
 * `effects` has for each name what a token at hand, a call of an API and a renewal do beside; `times` has
 * `{ token, api, renewal }`, each by name, in microseconds. Who cannot renew here has no renewal.
 */
export async function measureSessions(browser, origin, names, say, pages = PAGES) {
  const onNewPage = async (f, name) => {
    const page = await browser.openPage(`${origin}/callback`);
    const found = await page.evaluate(f, name);
    await page.close();
    return found;
  };
  const effects = {};
  for (const name of names) effects[name] = mapped(await onNewPage(countInPage, name), withRoundTrips);
  const times = {};
  for (const [name, samples] of await inRounds(pages, names, say, (name) => onNewPage(measureInPage, name))) {
    for (const task of Object.keys(samples[0])) {
      (times[task] ??= {})[name] = summary(samples.map((sample) => sample[task]));
    }
  }
  return { pages, times, effects };
}

function withRoundTrips({ requests, ...counts }) {
  return { ...counts, requests: requests.length, roundTrips: inSequence(requests) };
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

// --- in the page

async function countInPage(name) {
  const { effects, startCounting } = await import("/session.js");
  startCounting();
  return effects(name);
}

async function measureInPage(name) {
  const { measure } = await import("/session.js");
  return measure(name);
}
