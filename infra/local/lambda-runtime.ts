import { randomUUID } from 'node:crypto';
import { PassThrough, type Readable, Writable } from 'node:stream';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/**
 * The response stream of a streaming function: passes bytes on as they come, with the prelude before the first of them.
 */
class ResponseStream extends Writable {
  readonly #wire: PassThrough;
  #prelude: Buffer | undefined;

  constructor(wire: PassThrough) {
    super();
    this.#wire = wire;
    wire.once('close', () => this.destroy());
  }

  setPrelude(prelude: unknown): void {
    this.#prelude = Buffer.concat([Buffer.from(JSON.stringify(prelude)), delimiter]);
  }

  override _write(chunk: Buffer, _: string, done: (error?: Error | null) => void): void {
    if (this.#prelude !== undefined) this.#wire.write(this.#prelude);
    this.#prelude = undefined;
    if (chunk.length === 0 || this.#wire.write(chunk)) done();
    else this.#wire.once('drain', () => done());
  }

  override _final(done: () => void): void {
    this.#wire.end(done);
  }
}

/**
 * Eight zero bytes separate the prelude, which is JSON, from the body.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
 */
const delimiter = Buffer.alloc(8);

type StreamingHandler = (event: unknown, stream: ResponseStream, context: Context) => Promise<void>;

/** The handlers that were made with `streamifyResponse`. */
const streaming = new WeakMap<object, StreamingHandler>();

/** Defines the Lambda runtime's global `awslambda`. Call it before a streaming function is imported. */
export function installLambdaRuntime(): void {
  const awslambda = {
    streamifyResponse(handler: StreamingHandler) {
      streaming.set(handler, handler);
      return handler;
    },
    HttpResponseStream: {
      from(stream: ResponseStream, prelude: unknown) {
        stream.setPrelude(prelude);
        return stream;
      },
    },
  };
  Object.assign(globalThis, { awslambda });
}

export type LambdaHandler = (event: never, context: Context) => Promise<unknown>;

export interface LambdaFunction {
  readonly name: string;
  readonly handler: LambdaHandler;
}

/** A function's response, as API Gateway reads it. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string | Buffer | Readable;
}

/**
 * Invokes a function as a proxy integration of API Gateway does, buffered or streaming. Throws if the function throws, or if its response is
 * malformed or exceeds Lambda's payload limit.
 */
export async function invokeProxy(
  { name, handler }: LambdaFunction,
  event: APIGatewayProxyEvent,
): Promise<LambdaAnswer> {
  const context = toContext(name);
  const stream = streaming.get(handler);
  if (stream === undefined) return toAnswer(await handler(event as never, context));

  const wire = new PassThrough();
  wire.on('error', () => {}); // readers get the error; without a listener it would end the process before there is a reader
  stream(event, new ResponseStream(wire), context).catch((error: unknown) =>
    wire.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return readPrelude(wire);
}

/** Invokes a buffered function, and returns its result as it is. */
export function invoke({ name, handler }: LambdaFunction, event: object): Promise<unknown> {
  return handler(event as never, toContext(name));
}

/**
 * "Invocation payload (request and response): 6 MB each"; the exact limit of responses is measured.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxResultBytes = 6_291_556;

function toAnswer(result: unknown): LambdaAnswer {
  if (Buffer.byteLength(JSON.stringify(result) ?? '') > maxResultBytes)
    throw new RangeError('Response payload size exceeded');
  const {
    statusCode,
    body = '',
    isBase64Encoded,
    ...rest
  } = result as LambdaAnswer & { body?: string; isBase64Encoded?: boolean };
  const isStatus = Number.isInteger(statusCode) && statusCode >= 200 && statusCode < 600;
  if (!isStatus || typeof body !== 'string') throw new TypeError('Malformed Lambda proxy response');
  return { ...rest, statusCode, body: isBase64Encoded ? Buffer.from(body, 'base64') : body };
}

/** Reads a streamed response up to its body. */
async function readPrelude(wire: PassThrough): Promise<LambdaAnswer> {
  let head = Buffer.alloc(0);
  for (;;) {
    const chunk = (wire.read() as Buffer | null) ?? (await nextChunk(wire));
    if (chunk === null) throw new TypeError('The stream ended before its prelude');
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(delimiter);
    if (end < 0) continue;
    const rest = head.subarray(end + delimiter.length);
    if (rest.length > 0) wire.unshift(rest);
    return { ...(JSON.parse(head.toString('utf8', 0, end)) as Omit<LambdaAnswer, 'body'>), body: wire };
  }
}

function nextChunk(wire: PassThrough): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      wire.off('readable', settle).off('end', settle).off('error', reject);
      resolve(wire.read() as Buffer | null);
    };
    wire.once('readable', settle).once('end', settle).once('error', reject);
  });
}

function toContext(functionName: string): Context {
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => 30_000,
    done() {},
    fail() {},
    succeed() {},
  };
}
