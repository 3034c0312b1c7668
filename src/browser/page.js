// What the module asks of the page, and how the page's values become texts that it reads: see `Json` in src/json.rs.

const ways = [
  (key) => sessionStorage.getItem(key),
  (key) => sessionStorage.removeItem(key),
  (start) => Object.keys(sessionStorage).filter((key) => key.startsWith(start)).join("\n"),
  (key, value) => sessionStorage.setItem(key, value),
  (url, base) => new URL(url, base).href,
  (json) => void JSON.parse(json),
  (json) => flat(JSON.parse(json)),
  (base64url) => flat(JSON.parse(utf8(bytes(base64url)))),
  (form) => decodeURIComponent(form.replace(/\+/g, " ")),
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

export function bytes(base64url) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64url, { alphabet: "base64url" });
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (byte) => byte.charCodeAt(0));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws where it is not. */
export function utf8(bytes) {
  return decoder.decode(bytes);
}

/**
 * An options object, with members in place of its own, as the module keeps JSON. What JSON cannot hold is there all the
 * same, and is refused by its name.
 */
export function readable(options, replaced) {
  if (typeof (options ?? {}) !== "object") return "";
  try {
    const given = { ...options, ...replaced };
    return object(given, option, Object.keys(given).filter((name) => given[name] !== undefined));
  } catch {
    return "";
  }
}

function option(value, name) {
  try {
    if (typeof value !== "object" && !WHOLE.includes(name)) return escaped(flat(value));
    const json = JSON.stringify(value);
    return escaped(flat(WHOLE.includes(name) ? json : JSON.parse(json)));
  } catch {
    // A function, a circle, a `toJSON` of the app's that throws.
    return "";
  }
}

/** A value of JSON as the module keeps it, with so many levels at most; throws at what JSON cannot hold. */
function flat(value, levels = 32) {
  if (typeof value === "string") return `s${value}`;
  if (Number.isFinite(value) || typeof value === "boolean" || value === null) return `${value}`;
  if (typeof value !== "object" || levels === 0) throw new TypeError();
  const part = (value) => escaped(flat(value, levels - 1));
  return Array.isArray(value) ? `a${value.map(part).join("&")}` : object(value, part);
}

function object(value, part, names = Object.keys(value)) {
  return `o${names.map((name) => `${escaped(name)}=${part(value[name], name)}`).join("&")}`;
}

/** Throws at half a character. */
function escaped(text) {
  return text.replace(/[\0%&=+]|\p{Cs}/gu, encodeURIComponent);
}

/** What is kept and sent as JSON, whatever is in it. */
const WHOLE = ["appState", "claims"];
