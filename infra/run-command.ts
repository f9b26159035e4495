/** A command of the shell. */
export interface Command<Request> {
  readonly usage: string;
  /** Reads the arguments; throws where they are wrong. */
  readonly read: (words: readonly string[]) => Request;
  readonly run: (request: Request) => Promise<void>;
}

/** Runs a command. What fails is said in a line and ends it with code 2; wrong arguments are told the usage as well. */
export async function runCommand<Request>({ usage, read, run }: Command<Request>): Promise<void> {
  let request: Request;
  try {
    request = read(process.argv.slice(2));
  } catch (error) {
    return fail(`${messageOf(error)}\n\n${usage}`);
  }
  await run(request).catch((error: unknown) => fail(messageOf(error)));
}

function fail(complaint: string): void {
  console.error(complaint);
  process.exitCode = 2;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
