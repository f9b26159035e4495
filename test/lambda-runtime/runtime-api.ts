import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Everything that a runtime posted for an invocation. */
export interface Posted {
  /** `response` or `error`. */
  readonly as: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The trailing error of a stream that failed midway. */
  readonly trailers: NodeJS.Dict<string>;
}

interface RuntimeApi {
  /** Host and port, in the form of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Hands an event to the runtime; resolves once it has posted a result and asks for the next event. */
  invoke(event: object): Promise<Posted>;
  /** Rejects waiting invocations, since the runtime is gone. */
  giveUp(error: Error): void;
  stop(): Promise<void>;
}

/**
 * Lambda's side of a runtime.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let asking = Promise.withResolvers<ServerResponse>();
  let posting = Promise.withResolvers<Posted>();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});

  const server = createServer(async (request, response) => {
    const [, id = '', as = ''] = /^\/2018-06-01\/runtime\/(.+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (as === 'next') return asking.resolve(response);
    try {
      const body = await buffer(request);
      const { headers, trailers } = request;
      response.writeHead(202).end();
      if (id === 'init') lost.reject(new Error(`The function failed to load: ${body}`));
      posting.resolve({ as, headers, body, trailers });
    } catch (cause) {
      posting.reject(new Error('The runtime aborted its post', { cause }));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async invoke(event) {
      const asked = await Promise.race([asking.promise, lost.promise]);
      asking = Promise.withResolvers();
      posting = Promise.withResolvers();
      asked.setHeader('Lambda-Runtime-Aws-Request-Id', randomUUID());
      asked.setHeader('Lambda-Runtime-Deadline-Ms', Date.now() + 120_000);
      asked.setHeader('Lambda-Runtime-Invoked-Function-Arn', 'arn:aws:lambda:us-east-1:000000000000:function:portrait');
      asked.end(JSON.stringify(event));
      const posted = await Promise.race([posting.promise, lost.promise]);
      await Promise.race([asking.promise, lost.promise]);
      return posted;
    },
    giveUp: lost.reject,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
