// How many tests a command's output tells of.

/** A command that is one test. */
export function countCommand(_output, code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

export function countCargo(output) {
  const results = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)];
  return { passed: sum(results.map((result) => result[1])), failed: sum(results.map((result) => result[2])) };
}

export function countNode(output) {
  const last = (word) => [...output.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0;
  return { passed: sum([last("pass")]), failed: sum([last("fail"), last("cancelled")]) };
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + Number(number), 0);
}
