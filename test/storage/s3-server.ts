import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';

export interface S3Server {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** A server that speaks S3's protocol and checks signatures, with empty buckets of the given names. */
export async function startS3Server(buckets: readonly string[]): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'portrait-s3-'));
  const configureBuckets = buckets.map((name) => ({ name }));
  const s3 = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets });
  await s3.run();
  if (!s3.httpServer.listening) await once(s3.httpServer, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(s3.httpServer.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, // the only ones that it knows
    async stop() {
      s3.httpServer.closeAllConnections();
      await s3.close();
      await rm(directory, { recursive: true });
    },
  };
}
