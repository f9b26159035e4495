/** A command-line program. */
export interface Command<Request> {
  readonly usage: string;
  /** Parses the arguments; throws if they are wrong. */
  readonly read: (words: readonly string[]) => Request;
  readonly run: (request: Request) => Promise<void>;
}

/** Runs a command. A failure prints its message and exits with code 2; wrong arguments print the usage too. */
export async function runCommand<Request>({ usage, read, run }: Command<Request>): Promise<void> {
  let request: Request;
  try {
    request = read(process.argv.slice(2));
  } catch (error) {
    return fail(`${messageOf(error)}\n\n${usage}`);
  }
  await run(request).catch((error: unknown) => fail(messageOf(error)));
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
