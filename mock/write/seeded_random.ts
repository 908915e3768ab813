import { Random } from "../sim/random.ts";

/** Puts chance that repeats itself in the place of this process's own; the answer puts that back. */
export function seededRandom(seed: number): Disposable {
  const { random } = Math;
  const own = new Random(seed);
  Math.random = () => own.next();
  return {
    [Symbol.dispose]() {
      Math.random = random;
    },
  };
}
