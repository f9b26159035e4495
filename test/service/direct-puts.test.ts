import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { ConfigError, Variables } from '../../shared/core/variables.ts';
import { directPuts, localDirectPuts } from '../../shared/service/direct-puts.ts';
import { sampleEnvironment } from '../support/fake-service.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../support/secrets-manager-wire.ts';

const place = { bucket: 'transient', key: 'tickets/x' } as const;
const awaited = { ...place, contentType: 'image/png', size: 100, maxBytes: 5_242_880 };
const r2 = {
  OBJECT_STORAGE_PROVIDER: 'R2',
  R2_ACCOUNT_ID: '0123abc',
  R2_USER_ASSETS_BUCKET: 'users-in-r2',
  R2_APP_ASSETS_BUCKET: 'app-in-r2',
  R2_ACCESS_KEY_ID: 'GIVEN',
  R2_SECRET_ACCESS_KEY: 'secret',
};
const s3 = { USER_ASSETS_BUCKET: 'users', APP_ASSETS_BUCKET: 'app', TRANSIENT_BUCKET: 'short-lived' };

const clock = () => new Date();
const offer = (variables: Readonly<Record<string, string>>) =>
  directPuts.open(new Variables(variables), clock).directPuts.offer(awaited, 600);

describe('clients put photos', () => {
  let secrets: SecretsManagerWire;
  const earlier = { ...process.env };
  before(async () => {
    secrets = await startSecretsManagerWire();
    secrets.write('arn:of:r2', JSON.stringify({ accessKeyId: 'KEPT', secretAccessKey: 'kept-elsewhere-as-a-secret' }));
    const own = { AWS_ACCESS_KEY_ID: 'ROLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
    Object.assign(process.env, own, {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    });
  });
  after(async () => {
    process.env = earlier;
    await secrets.stop();
  });

  it('into S3 by presigned POST, into the transient bucket, with the credentials of the function’s role', async () => {
    const put = await offer(s3);
    assert.ok(put.method === 'POST');
    assert.equal(put.url, 'https://short-lived.s3.eu-west-1.amazonaws.com/');
    assert.deepEqual([put.fields.bucket, put.fields.key], ['short-lived', 'tickets/x']);
    assert.match(put.fields['X-Amz-Credential'] ?? '', /^ROLE\/\d{8}\/eu-west-1\/s3\/aws4_request$/);
    assert.equal(put.fields['X-Amz-Security-Token'], 'session');
  });

  it('into another store that speaks S3’s protocol by presigned POST to its endpoint', async () => {
    const put = await offer({ ...s3, S3_ENDPOINT: 'https://minio.example', S3_FORCE_PATH_STYLE: 'true' });
    assert.deepEqual([put.method, put.url], ['POST', 'https://minio.example/short-lived']);
  });

  it('into R2 by presigned PUT, since R2 has no presigned POST', async () => {
    for (const [variables, bucket] of [
      [r2, 'users-in-r2'],
      [{ ...r2, R2_TRANSIENT_BUCKET: 'short-lived' }, 'short-lived'],
    ] as const) {
      const put = await offer(variables);
      assert.ok(put.method === 'PUT');
      const { host, pathname, searchParams: query } = new URL(put.url);
      assert.deepEqual([host, pathname], [`${bucket}.0123abc.r2.cloudflarestorage.com`, '/tickets/x']);
      assert.match(query.get('X-Amz-Credential') ?? '', /^GIVEN\/\d{8}\/auto\/s3\/aws4_request$/);
      assert.equal(query.get('X-Amz-SignedHeaders'), 'content-length;content-type;host');
      assert.deepEqual(
        [...query.keys()].filter((name) => /checksum|token/i.test(name)),
        [],
        'no checksum of an empty body, and no session token of the role',
      );
    }
  });

  it('into R2 with the access key in Secrets Manager', async () => {
    const { R2_ACCESS_KEY_ID: _, R2_SECRET_ACCESS_KEY: __, ...open } = r2;
    const { url } = await offer({ ...open, R2_ACCESS_KEY_SECRET_ARN: 'arn:of:r2' });
    assert.match(new URL(url).searchParams.get('X-Amz-Credential') ?? '', /^KEPT\//);
  });

  it('into the local folder by a signed PUT, whose token the object endpoint verifies', async () => {
    const put = await offer(sampleEnvironment as Record<string, string>);
    assert.equal(put.method, 'PUT');
    const { origin, pathname, searchParams } = new URL(put.url);
    assert.equal(origin + pathname, 'https://api.openlift.app/local-object-storage/transient/tickets/x');
    const token = searchParams.get('token') ?? '';
    const { maxBytes: _, ...expected } = awaited;
    assert.deepEqual(await localDirectPuts(new Variables(sampleEnvironment), clock).verify(token), expected);
    const other = new Variables({
      ...sampleEnvironment,
      LOCAL_STORAGE_SECRET: 'another secret of 32 characters and more',
    });
    await assert.rejects(localDirectPuts(other, clock).verify(token), PhotoFailure);
  });

  it('and nowhere if a variable of the store is missing', () => {
    for (const [variables, missing] of [
      [{ USER_ASSETS_BUCKET: 'users', APP_ASSETS_BUCKET: 'app' }, /TRANSIENT_BUCKET/],
      [{ OBJECT_STORAGE_PROVIDER: 'LOCAL', PUBLIC_BASE_URL: 'http://localhost' }, /LOCAL_STORAGE_SECRET/],
    ] as const) {
      assert.throws(
        () => directPuts.open(new Variables(variables), clock),
        (error) => error instanceof ConfigError && missing.test(error.message),
      );
    }
  });
});
