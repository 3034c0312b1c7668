// Rounds: in each, every entry of a plan is measured once, in an order of its own.

/** A map of each entry to its samples; `discarded` rounds come before those that count. */
export async function inRounds({ rounds, discarded }, plan, say, measure) {
  const samples = new Map(plan.map((entry) => [entry, []]));
  for (let round = 1 - discarded; round <= rounds; round++) {
    for (const entry of shuffled(plan)) {
      const sample = await measure(entry);
      if (round > 0) samples.get(entry).push(sample);
    }
    if (round > 0 && round % 5 === 0) say(`   round ${round} of ${rounds}`);
  }
  return samples;
}

/** The median of samples, with the quartiles. */
export function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part) => Math.round(sorted[Math.round((sorted.length - 1) * part)] * 10) / 10;
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}

function shuffled(list) {
  return list.map((item) => [Math.random(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
}
