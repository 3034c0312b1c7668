// What is done wrong, as functions from what would have been right.

export const without = (name) => (right) =>
  Object.fromEntries(Object.entries(right).filter(([member]) => member !== name));

export const appended = (name, text = "1") => (right) => ({ ...right, [name]: right[name] + text });

export const replaced = (members) => (right) => ({ ...right, ...members });

export const flipped = (bytes) => bytes.map((byte) => byte ^ 0x5a);

export const unsigned = { header: () => ({ alg: "none" }), signature: () => Buffer.alloc(0) };

/** Keys for signatures have no id; those for encryption keep theirs. */
export const withoutKeyIds = (keys) => keys.map((key) => (key.use === "enc" ? key : without("kid")(key)));

/** The same, with the first of each kind alone. */
export const oneOfEachWithoutKeyId = (keys) => {
  const kind = ({ kty, crv, use }) => [kty, crv, use].join();
  return withoutKeyIds(keys).filter((key, index, all) => all.findIndex((other) => kind(other) === kind(key)) === index);
};
