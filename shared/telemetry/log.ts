import { Logger } from '@aws-lambda-powertools/logger';

let opened: Logger | undefined;

/** The logger of the service. It reads the log level from the environment when it is first used. */
export function logger(): Logger {
  opened ??= new Logger({ serviceName: 'portrait' });
  return opened;
}

/** An error, and the facts that are logged with it. None is private: no token, name, key or path of a request. */
interface Failed {
  readonly error: unknown;
  readonly requestId?: string;
  readonly messageId?: string;
  /** The template of the route. */
  readonly route?: string;
  readonly function?: string;
}

/** Logs an internal error as one structured line; `what` is a fixed sentence. */
export function logFailure(what: string, { error, ...facts }: Failed): void {
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
