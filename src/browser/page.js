// What the module asks of the page, and how the page's values become texts that it reads: see `Json` in src/json.rs.

const ways = [
  (key) => sessionStorage.getItem(key),
  (key) => sessionStorage.removeItem(key),
  (index) => sessionStorage.key(index),
  (key, value) => sessionStorage.setItem(key, value),
  (url, base) => new URL(url, base).href,
  (json) => void JSON.parse(json),
  (json) => flat(JSON.parse(json)),
];

/**
 * Does one of these, any of which may be missing, blocked or replaced: `=` and its text, `-` if it has none, and nothing
 * at all if it threw.
 */
export function ask(way, first, second) {
  try {
    const text = ways[way](first, second);
    return typeof text === "string" ? `=${text}` : "-";
  } catch {
    return "";
  }
}

/** Fills bytes at random, if it can. */
export function fill(bytes) {
  try {
    return Boolean(crypto.getRandomValues(bytes));
  } catch {
    return false;
  }
}

/**
 * An options object, with members in place of its own, as the module keeps JSON. What JSON cannot hold is there all the
 * same, and is refused by its name.
 */
export function readable(options, replaced) {
  if (typeof (options ?? {}) !== "object") return "";
  const given = { ...options, ...replaced };
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  return `o${names.map((name) => `${escaped(name)}=${escaped(value(name, given[name]))}`).join("&")}`;
}

function value(name, given) {
  try {
    if (typeof given !== "object" && !WHOLE.includes(name)) return flat(given);
    const json = JSON.stringify(given);
    return flat(WHOLE.includes(name) ? json : JSON.parse(json));
  } catch {
    // A function, a circle, a `toJSON` of the app's that throws.
    return "";
  }
}

/** A value of JSON as the module keeps it, with so many levels at most; throws at what JSON cannot hold. */
function flat(value, levels = 32) {
  if (typeof value === "string" && !/\p{Cs}/u.test(value)) return `s${value}`;
  if (Number.isFinite(value)) return String(Number.isInteger(value) ? BigInt(value) : value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value !== "object" || levels === 0) throw new TypeError();
  const part = (value) => escaped(flat(value, levels - 1));
  if (Array.isArray(value)) return `a${value.map(part).join("&")}`;
  return `o${Object.keys(value).map((name) => `${part(name).slice(1)}=${part(value[name])}`).join("&")}`;
}

function escaped(text) {
  return text.replace(/[%&=+]/g, encodeURIComponent);
}

/** What is kept and sent as JSON, whatever is in it. */
const WHOLE = ["appState", "claims"];
