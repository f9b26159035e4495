import { deepEqual, equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type LocalService, startLocalService, temporaryFolder } from '../support/local-service.ts';
import { onlyLocal } from '../support/only-local.ts';
import { newOwner, type Portrait } from '../support/portrait.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { newTicket } from './direct-api.ts';
import { directStory } from './direct-story.ts';

// The stand-in sends no messages, so a photo is judged when its status is requested. It does not check the policy of a
// presigned POST.
const buckets = {
  USER_ASSETS_BUCKET: 'portrait-users',
  APP_ASSETS_BUCKET: 'portrait-app',
  TRANSIENT_BUCKET: 'transient',
};
const portrait: Portrait & { url: string } = { url: '', secret: randomBytes(32).toString('hex') };
let server: S3Server;
let service: LocalService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

const skip = onlyLocal('The store is a stand-in on this machine');

describe('The local service with an S3-compatible store:', { skip }, () => {
  before(async () => {
    server = await startS3Server(Object.values(buckets));
    folder = await temporaryFolder();
    service = await startLocalService({
      dataDir: folder.path,
      variables: {
        ...{ AUTH_JWT_SECRET: portrait.secret, OBJECT_STORAGE_PROVIDER: 'S3', ...buckets },
        ...{ S3_ENDPOINT: server.endpoint, S3_FORCE_PATH_STYLE: 'true' },
        ...{
          AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
        },
      },
    });
    portrait.url = service.url;
  });

  after(async () => {
    await service.end('SIGTERM');
    await folder.remove();
    await server.stop();
  });

  test('a ticket is a form for the store itself', async () => {
    const { method, url } = await newTicket(portrait, await newOwner(portrait), { size: 5000 });
    equal(method, 'POST');
    equal(url, `${server.endpoint}/transient`);
  });

  test('the service itself accepts no objects', async () => {
    const response = await fetch(`${portrait.url}/local-object-storage/transient/tickets/x?token=x`, {
      method: 'PUT',
      body: 'x',
    });
    deepEqual([response.status, response.headers.get('content-type')?.split(';')[0]], [404, 'application/json']);
  });

  directStory('S3', portrait);
});
