import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from '@20minutes/s3rver';

export interface S3Server {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/**
 * An S3-compatible server that checks signatures, with empty buckets of the given names. It corrects where the emulator
 * differs from S3: conditional puts, suffix ranges, listings and their signatures, and version listings (an unversioned
 * bucket has one version per object); an aborted put leaves no object, and a reader gets one complete version.
 */
export async function startS3Server(buckets: readonly string[]): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'portrait-s3-'));
  const settings = { address: '127.0.0.1', port: 0, silent: true, directory };
  const s3 = new S3rver({ ...settings, configureBuckets: buckets.map((name) => ({ name })) });
  await s3.run();
  if (!s3.httpServer.listening) await once(s3.httpServer, 'listening');
  const lenient = new S3rver({ ...settings, allowMismatchedSignatures: true }).callback();
  const [strict] = s3.httpServer.listeners('request') as [RequestListener];
  const pathOf = (path: string) => join(directory, `${decodeURIComponent(path)}._S3rver_object`);
  const isThere = (path: string) => existsSync(pathOf(path));
  const inTurn = turns();
  const puts = new Set<string>();

  const serve: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://s3');
    if (searchParams.has('list-type')) return lenient(request, response);
    if (searchParams.has('versions')) {
      const key = searchParams.get('prefix') ?? '';
      return response.end(xmlVersions(isThere(`${pathname}/${key}`) ? [key] : []));
    }
    if (request.headers['if-none-match'] === '*') return create(pathname, request, response);
    inTurn(pathname, response, () => {
      const [, suffix] = /^bytes=-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      if (suffix === undefined || !isThere(pathname)) return strict(request, response);
      const { size } = statSync(pathOf(pathname));
      request.headers.range = `bytes=${Math.max(0, size - Number(suffix))}-`;
      lenient(request, response);
    });
  };

  function create(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const under = puts.has(pathname);
    const there = isThere(pathname);
    if (under || there) {
      response.writeHead(there && !under ? 412 : 409, { 'Content-Type': 'application/xml' }).end(xmlError(there));
      return;
    }
    puts.add(pathname);
    response.once('close', () => puts.delete(pathname));
    strict(request, response);
  }

  s3.httpServer.removeAllListeners('request').on('request', (request, response) => {
    if (request.method !== 'PUT') return serve(request, response);
    taken(request).then(
      (whole) => serve(whole, response),
      () => response.destroy(),
    );
  });
  return {
    endpoint: `http://127.0.0.1:${(s3.httpServer.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, // the only ones that it accepts
    async stop() {
      s3.httpServer.closeAllConnections();
      await s3.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A request after its whole body has arrived. */
async function taken(request: IncomingMessage): Promise<IncomingMessage> {
  const body = await buffer(request);
  const { method, url, headers, rawHeaders, httpVersion } = request;
  const whole = Object.assign(new IncomingMessage(request.socket), { method, url, rawHeaders, httpVersion });
  whole.headers = headers;
  whole.complete = true;
  whole.push(body);
  whole.push(null);
  return whole;
}

/** Serializes the making of responses per path; a slow reader delays no other. */
function turns() {
  const last = new Map<string, Promise<void>>();
  return async (path: string, response: ServerResponse, make: () => void): Promise<void> => {
    const { promise: made, resolve } = Promise.withResolvers<void>();
    const before = last.get(path);
    last.set(path, made);
    response.once('close', resolve);
    const write = response.write.bind(response) as (...given: unknown[]) => boolean;
    response.write = (...given: unknown[]) => write(...given) || true;
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.end = (...given: unknown[]) => {
      resolve();
      return end(...given);
    };
    await before;
    if (!response.destroyed) make();
  };
}

function xmlError(there: boolean): string {
  return `<Error><Code>${there ? 'PreconditionFailed' : 'ConditionalRequestConflict'}</Code></Error>`;
}

function xmlVersions(keys: readonly string[]): string {
  const versions = keys.map((key) => `<Version><Key>${key}</Key><VersionId>null</VersionId></Version>`);
  return `<ListVersionsResult><IsTruncated>false</IsTruncated>${versions.join('')}</ListVersionsResult>`;
}
