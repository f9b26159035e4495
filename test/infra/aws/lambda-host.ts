import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import {
  installLambdaRuntime,
  invoke,
  invokeProxy,
  type LambdaFunction,
  type LambdaHandler,
} from '../../../infra/local/lambda-runtime.ts';

/** A message to a host: one event for its function. */
export interface Invocation {
  readonly event: object;
  /** Whether it is an event of API Gateway. */
  readonly isHttp: boolean;
}

/** An answer as clients of API Gateway get it; the body in base64. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A message of a host. */
export type Outcome = { readonly result: unknown } | { readonly error: string };

/** One function in a process of its own, as Lambda starts it: `lambda-host.ts MODULE NAME`. */
async function host([url = '', name = '']: readonly string[]): Promise<void> {
  installLambdaRuntime();
  const { handler } = (await import(url)) as { handler: LambdaHandler };
  const hosted = { name, handler };
  process.on('message', async ({ event, isHttp }: Invocation) => {
    const answering = isHttp ? answer(hosted, event as APIGatewayProxyEvent) : invoke(hosted, event);
    const outcome: Outcome = await answering.then(
      (result) => ({ result }),
      (error) => ({ error: String(error) }),
    );
    process.send?.(outcome);
  });
}

async function answer(hosted: LambdaFunction, event: APIGatewayProxyEvent): Promise<HttpAnswer> {
  const { statusCode, headers = {}, body } = await invokeProxy(hosted, event);
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : await buffer(body);
  const texts = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return { status: statusCode, headers: texts, body: bytes.toString('base64') };
}

if (import.meta.main) await host(process.argv.slice(2));
