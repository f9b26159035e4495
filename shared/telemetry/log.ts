import { Logger } from '@aws-lambda-powertools/logger';

let opened: Logger | undefined;

/** The logger of the service. It reads the log level from the environment when it is first used. */
export function logger(): Logger {
  opened ??= new Logger({ serviceName: 'portrait' });
  return opened;
}

/**
 * Logs an internal error as one structured line. The line never contains a token, a name, a key or a path of a request:
 * `facts` must not contain any of these.
 */
export function logFailure(what: string, error: unknown, facts: Readonly<Record<string, string>> = {}): void {
  logger().error(what, { ...facts, failure: describe(error) });
}

interface Described {
  readonly name: string;
  readonly message?: string;
  readonly code?: string;
  readonly syscall?: string;
  /** The HTTP status and the request id of an AWS service. */
  readonly status?: number;
  readonly awsRequestId?: string;
  readonly stack?: readonly string[];
  readonly cause?: Described;
}

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { name: typeof error };
  const {
    name,
    message,
    stack = '',
    cause,
    code,
    syscall,
    $metadata,
  } = error as NodeJS.ErrnoException & {
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  };
  // Messages of the file system quote paths, which contain owner ids; messages of parsers quote their input.
  const quotes = syscall !== undefined || error instanceof SyntaxError || error instanceof URIError;
  return {
    name,
    ...(quotes ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
    ...($metadata?.httpStatusCode === undefined ? {} : { status: $metadata.httpStatusCode }),
    ...($metadata?.requestId === undefined ? {} : { awsRequestId: $metadata.requestId }),
    stack: stack.split('\n').filter((line) => /^ +at /.test(line)),
    ...(cause === undefined ? {} : { cause: describe(cause) }),
  };
}
