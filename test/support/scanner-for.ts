import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** A request that the scanner received. */
export interface Offered {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How the scanner answers. */
export type Verdict = (response: ServerResponse, body: Buffer) => void;

export interface TestScanner {
  /** Its URL, without a path. */
  readonly url: string;
  readonly offered: readonly Offered[];
  /** Closes the server, so that connections are refused. */
  stop(): Promise<void>;
}

/** Starts a scanner for one test. */
export async function scannerFor(t: TestContext, verdict: Verdict): Promise<TestScanner> {
  const offered: Offered[] = [];
  const server = createServer(async (request, response) => {
    const { method, url: path, headers } = request;
    const body = await buffer(request);
    offered.push({ method, path, headers, body });
    verdict(response, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.close();
    server.closeAllConnections();
  };
  t.after(stop);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, offered, stop };
}

/** A verdict by status alone. */
export function saying(status: number, headers: Readonly<Record<string, string>> = {}): Verdict {
  return (response) => response.writeHead(status, headers).end();
}
