import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ConfigError, type Environment, Variables } from '../../shared/core/variables.ts';
import { readAnnouncementQueue, readConfig, readInbox, readStorage } from '../../shared/service/config.ts';

const required: Environment = {
  PUBLIC_BASE_URL: 'https://photos.example',
  USER_ASSETS_BUCKET: 'users',
  APP_ASSETS_BUCKET: 'app',
  TRANSIENT_BUCKET: 'transient',
  ASSET_TABLE: 'assets',
  RETENTION_QUEUE_URL: 'https://sqs.example/queue',
  RENDER_FUNCTION: 'the-renderer',
  LOCAL_STORAGE_SECRET: 'l'.repeat(32),
  AUTH_JWT_SECRET: 'a'.repeat(32),
};

const local: Environment = { ...required, OBJECT_STORAGE_PROVIDER: 'LOCAL' };

const r2: Environment = {
  OBJECT_STORAGE_PROVIDER: 'R2',
  R2_ACCOUNT_ID: '0123abc',
  R2_USER_ASSETS_BUCKET: 'r2-users',
  R2_APP_ASSETS_BUCKET: 'r2-app',
};

const r2AndKey: Environment = { ...r2, R2_ACCESS_KEY_SECRET_ARN: 'arn:of:r2' };

const r2Storage = (accessKey: object) => ({
  storage: {
    provider: 'R2',
    buckets: { 'user-assets': 'r2-users', 'app-assets': 'r2-app', transient: 'r2-users' },
    endpoint: 'https://0123abc.r2.cloudflarestorage.com',
    accessKey,
  },
});

describe('the configuration', () => {
  it('has a default for everything that has a usual value', () => {
    assert.deepEqual(readConfig(required), {
      storage: {
        provider: 'S3',
        buckets: { 'user-assets': 'users', 'app-assets': 'app', transient: 'transient' },
        forcePathStyle: false,
      },
      assetTable: 'assets',
      retentionQueue: { url: 'https://sqs.example/queue' },
      trust: { key: { secret: { text: 'a'.repeat(32) } } },
      linkSecret: { text: 'l'.repeat(32) },
      links: { baseUrl: 'https://photos.example/api/storage', lifeSeconds: 3600 },
      allowedOrigins: ['*'],
      openlift: { extensions: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif'], maxBytes: 5_242_880 },
      crafter: {
        extensions: ['bmp', 'gif', 'jpg', 'jpeg', 'jpe', 'png', 'tif', 'tiff', 'svg', 'svgz'],
        maxBytes: 5_242_880,
      },
      defaultTenant: 'default',
      crafterPathPrefix: '/crafter-profile',
      photosKeptActive: 5,
      akana: {
        tenant: 'portrait',
        csrf: { read: false, write: true },
        publicBaseUrl: 'https://photos.example',
      },
      temporaryPictureSeconds: 3600,
      keepMetadata: false,
      scanUrl: undefined,
      renderFunction: 'the-renderer',
    });
  });

  it('takes an empty variable, or one of blanks, for one that is not set', () => {
    const empty = { PHOTOS_KEPT_ACTIVE: '', OBJECT_STORAGE_PROVIDER: ' ', AUTH_JWKS_URL: '', ALLOWED_ORIGINS: '' };
    assert.deepEqual(readConfig({ ...required, ...empty }), readConfig(required));
  });

  for (const [what, given, part] of [
    [
      'a folder for objects',
      { OBJECT_STORAGE_PROVIDER: 'LOCAL' },
      { storage: { provider: 'LOCAL', basePath: './data/object-storage' } },
    ],
    [
      'a folder for objects, named',
      { OBJECT_STORAGE_PROVIDER: 'LOCAL', LOCAL_STORAGE_BASE_PATH: '/srv/photos' },
      { storage: { provider: 'LOCAL', basePath: '/srv/photos' } },
    ],
    [
      'any store that speaks the protocol of S3',
      { S3_ENDPOINT: 'http://minio:9000/', S3_FORCE_PATH_STYLE: 'true' },
      {
        storage: {
          provider: 'S3',
          buckets: { 'user-assets': 'users', 'app-assets': 'app', transient: 'transient' },
          endpoint: 'http://minio:9000',
          forcePathStyle: true,
        },
      },
    ],
    [
      'a folder for messages',
      { RETENTION_QUEUE_URL: 'file:///srv/queue' },
      { retentionQueue: { folder: '/srv/queue' } },
    ],
    [
      'issuer and audience',
      { AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'portrait' },
      {
        trust: {
          key: { secret: { text: 'a'.repeat(32) } },
          issuer: 'https://issuer.example',
          audience: 'portrait',
        },
      },
    ],
    [
      'keys behind a URL',
      { AUTH_JWT_SECRET: '', AUTH_JWKS_URL: 'https://issuer.example/keys' },
      { trust: { key: { jwksUrl: new URL('https://issuer.example/keys') } } },
    ],
    [
      'secrets by where they are kept',
      {
        ...{ AUTH_JWT_SECRET: '', AUTH_JWT_SECRET_ARN: 'arn:of:tokens' },
        ...{ LOCAL_STORAGE_SECRET: '', LOCAL_STORAGE_SECRET_ARN: 'arn:of:links' },
      },
      { trust: { key: { secret: { arn: 'arn:of:tokens' } } }, linkSecret: { arn: 'arn:of:links' } },
    ],
    [
      'R2',
      { ...r2, R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'key' },
      r2Storage({ accessKeyId: 'id', secretAccessKey: 'key' }),
    ],
    ['R2, by where its key is kept', { ...r2, R2_ACCESS_KEY_SECRET_ARN: 'arn:of:r2' }, r2Storage({ arn: 'arn:of:r2' })],
    [
      'links of another base and life',
      { LOCAL_STORAGE_BASE_URL: 'https://cdn.example/s/', SIGNED_URL_EXPIRATION_SECONDS: '60' },
      { links: { baseUrl: 'https://cdn.example/s', lifeSeconds: 60 } },
    ],
    [
      'a base that ends with a slash',
      { PUBLIC_BASE_URL: 'https://photos.example/stage//' },
      {
        links: { baseUrl: 'https://photos.example/stage/api/storage', lifeSeconds: 3600 },
        akana: {
          tenant: 'portrait',
          csrf: { read: false, write: true },
          publicBaseUrl: 'https://photos.example/stage',
        },
      },
    ],
    [
      'origins of one’s own',
      { ALLOWED_ORIGINS: 'https://a.example, https://b.example,' },
      { allowedOrigins: ['https://a.example', 'https://b.example'] },
    ],
    [
      'what OpenLift takes',
      { LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'png,avif', LOCAL_STORAGE_MAX_FILE_SIZE: '1000' },
      { openlift: { extensions: ['png', 'avif'], maxBytes: 1000 } },
    ],
    [
      "what Crafter's attachments may be",
      { CRAFTER_MIME_TYPES: 'image/webp, image/jpeg' },
      { crafter: { extensions: ['webp', 'jpg', 'jpeg', 'jpe'], maxBytes: 5_242_880 } },
    ],
    [
      'the tenant of profiles, and what their paths may begin with',
      { CRAFTER_TENANT: 'photographers', CRAFTER_PATH_PREFIX: '/profile' },
      { defaultTenant: 'photographers', crafterPathPrefix: '/profile' },
    ],
    [
      'the tenant of the Akana API, and what needs a CSRF token there',
      { AKANA_TENANT: 'acmepaymentscorp', AKANA_CSRF_READ: 'true', AKANA_CSRF_WRITE: 'false' },
      {
        akana: {
          tenant: 'acmepaymentscorp',
          csrf: { read: true, write: false },
          publicBaseUrl: 'https://photos.example',
        },
      },
    ],
    ['whether photos keep what they carry', { KEEP_METADATA: 'true' }, { keepMetadata: true }],
    ['how long a temporary picture stays', { TEMPORARY_PICTURE_SECONDS: '60' }, { temporaryPictureSeconds: 60 }],
    [
      'a scanner, to the letter',
      { SCAN_URL: 'https://portrait:p%40ss@scanner.example/scan/?of=/' },
      { scanUrl: new URL('https://portrait:p%40ss@scanner.example/scan/?of=/') },
    ],
    ['how many photos stay active', { PHOTOS_KEPT_ACTIVE: '7' }, { photosKeptActive: 7 }],
  ] as const) {
    it(`may name ${what}`, () => {
      assert.deepEqual(readConfig({ ...required, ...given }), { ...readConfig(required), ...part });
    });
  }

  it('asks for no bucket where a folder keeps the objects', () => {
    const { USER_ASSETS_BUCKET: _, APP_ASSETS_BUCKET: __, TRANSIENT_BUCKET: ___, ...bucketless } = local;
    assert.equal(readConfig(bucketless).storage.provider, 'LOCAL');
  });
});

function refusalOf(environment: Environment): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  }
  return assert.fail('the configuration was taken');
}

describe('the inbox', () => {
  it('lies where photos lie, unless a bucket of S3 is named for it', () => {
    for (const environment of [required, local]) {
      const read = new Variables(environment);
      assert.deepEqual(readInbox(read), readStorage(read));
    }
    const inbox = readInbox(new Variables({ ...required, ...r2, INBOX_BUCKET: 'inbox' }));
    assert.equal(inbox.provider, 'S3');
    assert.equal('buckets' in inbox && inbox.buckets?.transient, 'inbox');
  });
});

describe('uploads', () => {
  const queueOf = (given: Environment) => readAnnouncementQueue(new Variables({ ...required, ...given }));

  it('need not be announced where S3 does it in the queue', () => {
    assert.equal(queueOf({}), undefined);
    assert.equal(queueOf({ RETENTION_QUEUE_URL: '' }), undefined);
  });

  it('are announced where the store does not', () => {
    assert.deepEqual(queueOf(r2AndKey), { url: 'https://sqs.example/queue' });
    assert.deepEqual(queueOf({ OBJECT_STORAGE_PROVIDER: 'LOCAL' }), { url: 'https://sqs.example/queue' });
    assert.deepEqual(queueOf({ RETENTION_QUEUE_URL: 'file:///srv/queue' }), { folder: '/srv/queue' });
  });

  it('that must be announced need a queue', () => {
    assert.throws(() => queueOf({ ...r2AndKey, RETENTION_QUEUE_URL: '' }), {
      message: 'RETENTION_QUEUE_URL is required but not set',
    });
  });
});

describe('the start is refused, by the name of the variable,', () => {
  for (const name of Object.keys(required)) {
    it(`without ${name}`, () => {
      const { [name]: _, ...rest } = required;
      assert.match(refusalOf(rest).message, new RegExp(`\\b${name}\\b`));
    });
  }

  for (const [name, ...values] of [
    ['OBJECT_STORAGE_PROVIDER', 'FLOPPY', 'local'],
    ['PUBLIC_BASE_URL', 'photos.example', 'ftp://photos.example', 'javascript:alert(1)', 'https://'],
    ['LOCAL_STORAGE_BASE_URL', '/api/storage', 'file:///etc/passwd'],
    ['LOCAL_STORAGE_SECRET', 'tooShortSecret', 's'.repeat(31)],
    ['AUTH_JWT_SECRET', 'tooShortSecret', 's'.repeat(31)],
    ['AUTH_JWKS_URL', 'keys.example'],
    ['SCAN_URL', 'clamd:3310', '/scan', 'tcp://clamd:3310', 'https://', 'https://a%ff:b@scanner.example'],
    ['S3_ENDPOINT', 'minio:9000'],
    ['S3_FORCE_PATH_STYLE', 'yes', 'TRUE'],
    ['RETENTION_QUEUE_URL', 'sqs', 'file://elsewhere/queue', 'file:///a%2Fb'],
    ['SIGNED_URL_EXPIRATION_SECONDS', '0', '-1', '1.5', '1e3', 'hour', '99999999999'],
    ['LOCAL_STORAGE_MAX_FILE_SIZE', '0', '5MB', '-5242880'],
    ['PHOTOS_KEPT_ACTIVE', '0', 'five', '5.0'],
    ['LOCAL_STORAGE_ALLOWED_EXTENSIONS', 'exe', 'svg', 'jpg,PNG', '.jpg', ','],
    ['ALLOWED_ORIGINS', ',', ' , '],
    ['AKANA_TENANT', 'a.b', 'a b', 'a=b', 'a;b', 'ä', 'x'.repeat(65)],
    ['KEEP_METADATA', 'yes', '1', 'TRUE'],
    ['AKANA_CSRF_READ', 'yes', '1'],
    ['AKANA_CSRF_WRITE', 'on'],
    ['TEMPORARY_PICTURE_SECONDS', '0', '86401', 'hour'],
    ['CRAFTER_MIME_TYPES', 'png', 'text/html', 'image/jpg', ','],
    [
      'CRAFTER_PATH_PREFIX',
      'profile',
      '/',
      '/a/b',
      '/profile/',
      '/..',
      '/.a',
      '/a b',
      '/{x}',
      '/api',
      '/upload',
      '/admin',
    ],
  ] as const) {
    for (const value of values) {
      it(`for ${name}=${value}`, () => {
        const jwks = name === 'AUTH_JWKS_URL' ? { AUTH_JWT_SECRET: '' } : {};
        assert.match(refusalOf({ ...required, ...jwks, [name]: value }).message, new RegExp(`\\b${name}\\b`));
      });
    }
  }

  for (const name of ['R2_ACCOUNT_ID', 'R2_USER_ASSETS_BUCKET', 'R2_APP_ASSETS_BUCKET', 'R2_ACCESS_KEY_ID']) {
    it(`without ${name} where R2 keeps the objects`, () => {
      const whole: Environment = { ...required, ...r2, R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'key' };
      const { [name]: _, ...rest } = whole;
      assert.match(refusalOf(rest).message, new RegExp(`\\b${name}\\b`));
    });
  }

  it('for an account of R2 that would name another host', () => {
    assert.match(refusalOf({ ...required, ...r2, R2_ACCOUNT_ID: 'evil.example/' }).message, /R2_ACCOUNT_ID/);
  });

  for (const name of ['AUTH_JWT_SECRET', 'LOCAL_STORAGE_SECRET']) {
    it(`for ${name} that stands there and is kept elsewhere too`, () => {
      const { message } = refusalOf({ ...required, [`${name}_ARN`]: 'arn:of:it' });
      assert.match(message, new RegExp(`${name}\\b.*${name}_ARN\\b`));
    });
  }

  it('for two sources of trust', () => {
    const { message } = refusalOf({ ...required, AUTH_JWKS_URL: 'https://issuer.example/keys' });
    assert.match(message, /AUTH_JWT_SECRET.*AUTH_JWKS_URL/);
  });

  it('and never shows its value, whatever it is', () => {
    const names = [
      ...Object.keys(required),
      ...['OBJECT_STORAGE_PROVIDER', 'LOCAL_STORAGE_BASE_URL', 'LOCAL_STORAGE_ALLOWED_EXTENSIONS', 'AUTH_JWKS_URL'],
      ...['LOCAL_STORAGE_MAX_FILE_SIZE', 'S3_ENDPOINT', 'S3_FORCE_PATH_STYLE', 'SIGNED_URL_EXPIRATION_SECONDS'],
      ...[
        'PHOTOS_KEPT_ACTIVE',
        'ALLOWED_ORIGINS',
        'AUTH_ISSUER',
        'AUTH_AUDIENCE',
        'LOCAL_STORAGE_BASE_PATH',
        'SCAN_URL',
      ],
    ];
    const values = fc
      .tuple(fc.constantFrom('', 'https://', 'file://', 'file:///', 'x://'), fc.string({ minLength: 6 }))
      .map(([scheme, value]) => scheme + value);
    fc.assert(
      fc.property(fc.constantFrom(...names), values, (name, value) => {
        try {
          readConfig({ ...required, [name]: value });
        } catch (error) {
          assert.ok(error instanceof ConfigError, String(error));
          assert.ok(error.message.includes(name));
          assert.ok(value.trim() === '' || !error.message.includes(value.trim()), error.message);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
