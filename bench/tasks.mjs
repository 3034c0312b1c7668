// What is measured, what of it must hold, and whether it does.

import { BASELINE, checkingPeers, CLAIMS, CLAIMS_AND_SIGNATURE } from "./contenders.mjs";
import { OURS, OURS_ON_DEVICE, participants, PEERS, SAME_WORK } from "./contenders.mjs";

/** The fastest of the peers that check the ID token. */
const FASTEST_CHECKING = "the fastest peer that checks the ID token";

/**
 * `most` is the bar, in multiples of the time of `than`. In those that `raced` has, no peer may be faster. `line` is the
 * network that a cold start has; `answerMs` is what the provider takes for each answer. `inPlaceOf` is the same work by this
 * package alone, compared with itself.
 */
export const TASKS = {
  url: {
    short: "(a) URL",
    title: "(a) one PKCE URL, built and stored",
    names: participants("url"),
    most: 0.75,
    than: SAME_WORK,
    raced: true,
  },
  callback: {
    short: "(b) callback",
    title: "(b) one callback, up to the request for tokens",
    names: participants("callback"),
    most: 1.8,
    than: SAME_WORK,
  },
  idToken: {
    short: "(c) ID token",
    title: "(c) one RS256 ID token, with keys at hand",
    names: participants("idToken"),
    most: 1.6,
    than: SAME_WORK,
  },
  cold: {
    short: "(d) cold",
    title: "(d) cold import to first URL",
    names: participants("cold"),
    line: {},
    most: 2,
    than: BASELINE,
  },
  coldFast3G: {
    short: "(d) Fast 3G",
    title: "(d) cold import to first URL, on Fast 3G",
    names: participants("cold"),
    // As Chrome's developer tools had it: 562.5 ms, to stand for several round trips of 150 ms, and 1.44 Mbit/s.
    line: { latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 },
    most: 1.5,
    than: BASELINE,
  },
  cold150ms: {
    short: "(d) 150 ms",
    title: "(d) cold import to first URL, on 1.6 Mbit/s with 150 ms",
    names: participants("cold"),
    // What Fast 3G stands for when a connection is there already, as it is where the page is from.
    line: { latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
  },
  signedIn: {
    short: "(e) return",
    title: "(e) page load on return to signed in",
    names: participants("signedIn"),
    answerMs: 100,
    most: 1.1,
    than: FASTEST_CHECKING,
    roundTrips: 1,
  },
  amongOpen: {
    title: "(b) among 20 sign-ins that are open",
    names: [OURS],
    inPlaceOf: "callback",
    most: 1.2,
    than: OURS,
  },
  amongUsed: { title: "(b) after 20 that are over", names: [OURS], inPlaceOf: "callback" },
  amongForeign: { title: "(b) among 100 records of the app's own", names: [OURS], inPlaceOf: "callback" },
  fromAddressBar: { title: "(b) from the address bar, which is cleaned first", names: [OURS], inPlaceOf: "callback" },
};

/** How many times the time of a baseline a contender takes. */
export function ratio({ times }, task, name, baseline = BASELINE) {
  const { inPlaceOf } = TASKS[task];
  const reference = inPlaceOf ? times[inPlaceOf][OURS] : times[task][baseline];
  return times[task][name].median / reference.median;
}

/** A multiple in three digits. */
export function threeDigits(multiple) {
  return multiple.toFixed(multiple < 10 ? 2 : multiple < 100 ? 1 : 0);
}

/** What is measured of a session. */
export const SESSION_TASKS = {
  token: "(f) an access token that is at hand",
  api: "(g) what it adds to a call of an API",
  renewal: "(h) a renewal",
};

/** How often a call of an API with a token at hand may cross between the module and the page. */
export const MOST_CROSSINGS = 20;

/** Each bar as `{ title, holds, found }`. */
export function verdicts(results) {
  const tasks = Object.keys(TASKS);
  const found = results.synchronous ? "yes" : "no";
  return [
    { title: "(a) is synchronous", holds: results.synchronous, found },
    ...tasks.filter((task) => TASKS[task].most).map((task) => withinBar(results, task)),
    ...tasks.filter((task) => TASKS[task].roundTrips).map((task) => inRoundTrips(results, task)),
    ...tasks.filter((task) => TASKS[task].raced).map((task) => aheadOfPeers(results, task)),
    ...[OURS, OURS_ON_DEVICE].flatMap((name) => sessionVerdicts(name, results.sessions.effects[name])),
  ];
}

function sessionVerdicts(name, { atHand, api, renewal }) {
  return [
    withoutEffects(`${SESSION_TASKS.token}, ${name}`, atHand),
    withoutEffects(`${SESSION_TASKS.api}, ${name}`, api),
    {
      title: `${SESSION_TASKS.api}, ${name}: at most ${MOST_CROSSINGS} crossings`,
      holds: api.crossings <= MOST_CROSSINGS,
      found: String(api.crossings),
    },
    {
      title: `${SESSION_TASKS.renewal}, ${name}: 1 round trip`,
      holds: renewal.requests === 1 && renewal.roundTrips === 1,
      found: `${renewal.roundTrips} of ${renewal.requests} requests`,
    },
  ];
}

function withoutEffects(title, { locks, reads, requests }) {
  const found = `${locks}, ${reads}, ${requests}`;
  return { title: `${title}: no lock, no read of a storage, no request`, holds: found === "0, 0, 0", found };
}

function withinBar(results, task) {
  const { title, most, than, inPlaceOf } = TASKS[task];
  const unit = inPlaceOf ? "(b) alone" : than;
  const bar = `${title}: at most ${most} × ${unit}`;
  if (than === FASTEST_CHECKING) {
    const [found, ofSignature] = [fastestOf(results, task, CLAIMS), fastestOf(results, task, CLAIMS_AND_SIGNATURE)];
    const text = ({ name, multiple }) => `${threeDigits(multiple)} × ${name}`;
    const beside = `${text(found)}; ${text(ofSignature)}, which checks the signature as well`;
    return { title: bar, holds: found.multiple <= most, found: beside };
  }
  const found = ratio(results, task, OURS, than);
  return { title: bar, holds: found <= most, found: threeDigits(found) };
}

/** Of the peers that check at least so much of the ID token: its name, and how many times its time this package takes. */
function fastestOf(results, task, least) {
  const median = (name) => results.times[task][name].median;
  const name = checkingPeers(least).reduce((fastest, peer) => (median(peer) < median(fastest) ? peer : fastest));
  return { name, multiple: ratio(results, task, OURS, name) };
}

function inRoundTrips({ roundTrips }, task) {
  const { title, roundTrips: most } = TASKS[task];
  const found = roundTrips[OURS].sequential;
  return { title: `${title}: ${most} round trip`, holds: found <= most, found: String(found) };
}

function aheadOfPeers({ times }, task) {
  const peers = PEERS.map(({ name }) => name).filter((name) => TASKS[task].names.includes(name));
  const faster = peers.filter((name) => times[task][name].median <= times[task][OURS].median);
  const found = faster.length === 0 ? `all ${peers.length}` : `not ${faster.join(", ")}`;
  return { title: `${TASKS[task].title}: ahead of every peer that does it`, holds: faster.length === 0, found };
}
