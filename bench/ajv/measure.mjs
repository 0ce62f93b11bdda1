/** Nanoseconds of an action, the least of many rounds. */
export function measure(action, rounds = 400, milliseconds = 1) {
  let count = 1;
  for (let elapsed = 0; elapsed < milliseconds; count *= 2) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) action();
    elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  }
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) action();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / count);
  }
  return least;
}
