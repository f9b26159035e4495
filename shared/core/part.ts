import type { Variables } from './variables.ts';

/**
 * A part of the service, such as the table or the link signer: the environment variables that it is opened from, and how. The
 * stack gives a function the variables of the parts that it names, so a part that reads a variable must list it; reading any
 * other throws.
 */
export interface Part<Opened extends object> {
  readonly variables: readonly string[];
  open(read: Variables, clock: () => Date): Opened;
}

/** Defines a part. */
export function part<Opened extends object>(
  variables: readonly string[],
  open: (read: Variables, clock: () => Date) => Opened,
): Part<Opened> {
  return { variables, open: (read, clock) => open(read.only(variables), clock) };
}
