/** A page for an app in Node: its storage, its address and its history, as far as the package knows them. */
export const PAGE = `
  const records = new Map();
  globalThis.sessionStorage = {
    get length() { return records.size; },
    key: (index) => [...records.keys()][index] ?? null,
    getItem: (key) => records.get(key) ?? null,
    setItem: (key, value) => void records.set(key, value),
    removeItem: (key) => void records.delete(key),
  };
  globalThis.location = { href: "https://app.example/callback", assign() {} };
  globalThis.history = {
    state: null,
    replaceState: (_, __, address) => void (location.href = new URL(address, location.href).href),
  };
  globalThis.window = { location };
`;
