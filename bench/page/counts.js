// What is counted of code that is loaded after `startCounting`: here, since a counter takes time, and not where it is timed.

/** Crossings between a WebAssembly module and the page, requests for locks, and reads of storages. */
export const counts = { crossings: 0, locks: 0, reads: 0 };

export function startCounting() {
  count(LockManager.prototype, ["request"], "locks");
  count(Storage.prototype, ["getItem", "key"], "reads");
  count(IDBObjectStore.prototype, ["get", "getAll", "openCursor"], "reads");
  count(IDBFactory.prototype, ["open"], "reads");
  WebAssembly.Instance = CountedInstance;
}

class CountedInstance extends WebAssembly.Instance {
  constructor(module, imports) {
    super(module, Object.fromEntries(Object.entries(imports).map(([name, own]) => [name, counted(own)])));
    Object.defineProperty(this, "exports", { value: counted(super.exports) });
  }
}

/** The same members, whose functions are counted. */
function counted(members) {
  const copy = { ...members };
  count(copy, Object.keys(copy).filter((name) => typeof copy[name] === "function"), "crossings");
  return copy;
}

function count(target, names, what) {
  for (const name of names) {
    const own = target[name];
    target[name] = function (...given) {
      counts[what] += 1;
      return own.apply(this, given);
    };
  }
}
