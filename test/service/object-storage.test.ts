import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Variables } from '../../shared/core/variables.ts';
import { objectStorage } from '../../shared/service/object-storage.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../support/secrets-manager-wire.ts';

const r2 = {
  OBJECT_STORAGE_PROVIDER: 'R2',
  R2_ACCOUNT_ID: '0123abc',
  R2_USER_ASSETS_BUCKET: 'users-in-r2',
  R2_APP_ASSETS_BUCKET: 'app-in-r2',
};

/** The first request to R2, which is aborted before it is sent. */
async function requestToR2(variables: Readonly<Record<string, string>>): Promise<ClientRequest> {
  const sent: ClientRequest[] = [];
  const listen = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (!request.host.endsWith('r2.cloudflarestorage.com')) return;
    sent.push(request);
    request.destroy(new Error('out of reach'));
  };
  subscribe('http.client.request.created', listen);
  try {
    const { storage } = objectStorage.open(new Variables({ ...r2, ...variables }), () => new Date());
    const sha256 = 'ab'.repeat(32);
    const object = { key: 'users/a/b.png', bytes: Buffer.from('x'), contentType: 'image/png', sha256, metadata: {} };
    await assert.rejects(storage.put({ bucket: 'user-assets', ...object }));
  } finally {
    unsubscribe('http.client.request.created', listen);
  }
  const [first] = sent;
  assert.ok(first, 'no request was sent');
  return first;
}

describe('photos in R2', () => {
  let secrets: SecretsManagerWire;
  const earlier = { ...process.env };
  before(async () => {
    secrets = await startSecretsManagerWire();
    secrets.write('arn:of:r2', JSON.stringify({ accessKeyId: 'KEPT', secretAccessKey: 'kept-elsewhere-as-a-secret' }));
    const { AWS_REGION = 'us-east-1' } = process.env;
    const own = { AWS_REGION, AWS_ACCESS_KEY_ID: 'lambda', AWS_SECRET_ACCESS_KEY: 'lambda' };
    Object.assign(process.env, own, { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint });
  });
  after(async () => {
    process.env = earlier;
    await secrets.stop();
  });

  it('go to the bucket of the account, signed for the region auto with its access key', async () => {
    const request = await requestToR2({ R2_ACCESS_KEY_ID: 'GIVEN', R2_SECRET_ACCESS_KEY: 'secret' });
    assert.equal(request.host, 'users-in-r2.0123abc.r2.cloudflarestorage.com');
    assert.match(request.path, /^\/users\/a\/b\.png/);
    assert.match(String(request.getHeader('authorization')), /Credential=GIVEN\/\d{8}\/auto\/s3\/aws4_request/);
  });

  it('are signed with the access key in Secrets Manager, never with the function’s own credentials', async () => {
    const request = await requestToR2({ R2_ACCESS_KEY_SECRET_ARN: 'arn:of:r2' });
    assert.match(String(request.getHeader('authorization')), /Credential=KEPT\//);
    assert.equal(request.getHeader('x-amz-security-token'), undefined);
  });

  it('go without a checksum that R2 does not know', async () => {
    const request = await requestToR2({ R2_ACCESS_KEY_ID: 'GIVEN', R2_SECRET_ACCESS_KEY: 'secret' });
    const checksums = request.getHeaderNames().filter((name) => /checksum/.test(name));
    assert.deepEqual(checksums, ['x-amz-checksum-sha256']);
  });
});
