import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signToken } from '../../infra/local/sign-token.ts';
import type { PhotoService } from './photo-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A running service, in a process of its own. */
export interface Contender extends PhotoService, ServerProcess {
  readonly name: 'Portrait' | 'Fastify';
}

const photosOfOwner = 5; // as many as stay active, so that nothing is archived

/**
 * Portrait as `npm start` starts it, with its data in the folder; every five uploads by OpenLift's API have a new
 * owner.
 */
export async function startPortrait(folder: string): Promise<Contender> {
  const secret = randomUUID();
  const environment = { PORTRAIT_DATA_DIR: join(folder, 'portrait'), PORT: '0', AUTH_JWT_SECRET: secret };
  const server = await startServer(fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url)), environment);
  const signer = { secret, issuer: undefined, audience: undefined };
  let uploads = 0;
  let token = Promise.resolve('');
  return {
    ...server,
    name: 'Portrait',
    uploadPath: '/api/storage/profile-photo/upload',
    async uploadHeaders() {
      if (uploads++ % photosOfOwner === 0) token = signToken({ sub: randomUUID(), session: 'SESSION_USER' }, signer);
      return { Authorization: `Bearer ${await token}` };
    },
    stored(answer) {
      const { data } = JSON.parse(answer) as { data: { uploadUrl: string; size: number } };
      return { path: data.uploadUrl, size: data.size };
    },
  };
}

/** A Fastify server that only stores. */
export async function startFastify(folder: string): Promise<Contender> {
  const environment = { STORE_FOLDER: join(folder, 'fastify') };
  const server = await startServer(fileURLToPath(new URL('store-only.ts', import.meta.url)), environment);
  return {
    ...server,
    name: 'Fastify',
    uploadPath: '/photos',
    uploadHeaders: async () => ({}),
    stored(answer) {
      const { id, size } = JSON.parse(answer) as { id: string; size: number };
      return { path: `/photos/${id}`, size };
    },
  };
}
