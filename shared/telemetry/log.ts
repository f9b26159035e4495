import { Logger } from '@aws-lambda-powertools/logger';

/** The one logger. */
export const logger = new Logger({ serviceName: 'portrait' });

/**
 * One structured line for what went wrong inside, with what is needed to find it: never a token, a name, a key or a path
 * of a request. `facts` are the caller's word that they are none of these.
 */
export function logFailure(what: string, error: unknown, facts: Readonly<Record<string, string>> = {}): void {
  logger.error(what, { ...facts, failure: describe(error) });
}

interface Described {
  readonly name: string;
  readonly message?: string;
  readonly code?: string;
  readonly syscall?: string;
  /** What an AWS service answered with, and its own id for the call. */
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
  // The file system's messages quote paths, which have owner ids in them; a parser's quote what it was given.
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
