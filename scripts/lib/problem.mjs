/** What the reader can put right: shown as its message alone. */
export class Problem extends Error {}
