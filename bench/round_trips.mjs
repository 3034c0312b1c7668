// How long a chain of requests is, whatever else is sent beside it.

/** How many of those requests came one after the other: `[from, to]` each. Those that overlap count once. */
export function inSequence(requests) {
  let trips = 0;
  let last = -Infinity;
  for (const [from, to] of requests.toSorted(([, a], [, b]) => a - b)) {
    if (from < last) continue;
    trips += 1;
    last = to;
  }
  return trips;
}
