/** Pseudo-random bytes decided by a label, for pixels that do not compress. */
export function noiseOf(label: string, bytes: number): Buffer {
  let state = 1;
  for (const character of Buffer.from(label)) state = nextState(state ^ character);
  const noise = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) {
    state = nextState(state);
    noise[at] = state >>> 24;
  }
  return noise;
}

function nextState(state: number): number {
  return (Math.imul(state, 1664525) + 1013904223) >>> 0;
}
