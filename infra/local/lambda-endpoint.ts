import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { logFailure } from '../../shared/telemetry/log.ts';
import { invoke, type LambdaFunction, type LambdaHandler } from './lambda-runtime.ts';

interface LambdaEndpoint {
  /** The endpoint for the functions' Lambda client; its path holds a secret, and other paths answer 403. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Lambda's Invoke API on one machine, for functions that other functions call by name.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambdaEndpoint(functions: ReadonlyMap<string, LambdaHandler>): Promise<LambdaEndpoint> {
  const secret = `/${randomBytes(16).toString('hex')}`;
  const path = new RegExp(`^${secret}/2015-03-31/functions/([\\w-]+)/invocations$`);
  const server = createServer((request, response) => {
    const [, name = ''] = path.exec(request.url ?? '') ?? [];
    const handler = functions.get(name);
    if (handler === undefined) response.writeHead(403).end();
    else answer({ name, handler }, { request, response }).catch((error: Error) => response.destroy(error));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${secret}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

interface Invocation {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(called: LambdaFunction, { request, response }: Invocation): Promise<void> {
  const event = (await json(request)) as object;
  const outcome = await invoke(called, event).catch((error: unknown) => {
    logFailure('A function failed', { error, function: called.name });
    response.setHeader('X-Amz-Function-Error', 'Unhandled');
    return { errorType: 'Error', errorMessage: 'The function failed' };
  });
  response.end(JSON.stringify(outcome));
}
