/** What is asked of a photo that is made here. */
export interface AskedPhoto {
  /** The exact length of the file. As short as it gets where left out. */
  readonly bytes?: number;
  /** Stands in the pixels, so that photos can be told apart. */
  readonly label?: string;
}

/** So many bytes that a label decides, and that no step makes short work of, for a picture's pixels. */
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
