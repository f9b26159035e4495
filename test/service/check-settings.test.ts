import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { servedRoutes } from '../../shared/apis/routes.ts';
import { ConfigError, Variables } from '../../shared/core/variables.ts';
import { checkSettings } from '../../shared/service/check-settings.ts';
import { variableEntries } from '../../shared/service/variables.ts';
import { readWith, refusesEach, refusesWithout, requiredEnvironment } from '../support/settings.ts';

/** What a start and a synth read. */
function readAll(read: Variables): void {
  checkSettings(read);
  servedRoutes(read);
}

describe('a start or a synth', () => {
  it('accepts a complete environment, in which an empty variable counts as not set', () => {
    readWith(readAll);
    readWith(
      readAll,
      Object.fromEntries(Object.keys(variableEntries).map((name) => [name, requiredEnvironment[name] ?? ' '])),
    );
  });

  it('reads every variable that can be wrong', () => {
    const read = new Set<string>();
    const record = new Proxy(
      { ...requiredEnvironment, R2_ACCOUNT_ID: 'a', R2_USER_ASSETS_BUCKET: 'u', R2_APP_ASSETS_BUCKET: 'p' },
      {
        get(target, name) {
          read.add(String(name));
          return Reflect.get(target, name) as string | undefined;
        },
      },
    );
    const key = { R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'key' };
    for (const provider of ['S3', 'R2', 'LOCAL']) {
      readAll(new Variables(Object.setPrototypeOf({ ...key, OBJECT_STORAGE_PROVIDER: provider }, record)));
    }
    const free = ['CRAFTER_TENANT', 'INBOX_BUCKET']; // any text is valid
    const given = ['OBJECT_STORAGE_PROVIDER', ...Object.keys(key)];
    assert.deepEqual([...new Set([...read, ...free, ...given])].sort(), Object.keys(variableEntries).sort());
  });

  refusesWithout(readAll, Object.keys(requiredEnvironment));
  for (const [name, value] of [
    ['OBJECT_STORAGE_PROVIDER', 'FLOPPY'],
    ['RETENTION_QUEUE_URL', 'sqs'],
    ['AUTH_JWKS_URL', 'keys.example'],
    ['LOCAL_STORAGE_SECRET', 'short'],
    ['LOCAL_STORAGE_BASE_URL', '/api/storage'],
    ['ALLOWED_ORIGINS', ','],
    ['LOCAL_STORAGE_MAX_FILE_SIZE', '5MB'],
    ['CRAFTER_MIME_TYPES', 'png'],
    ['CRAFTER_PATH_PREFIX', '/api'],
    ['KEEP_METADATA', 'yes'],
    ['PHOTOS_KEPT_ACTIVE', 'five'],
    ['AKANA_TENANT', 'a.b'],
    ['TEMPORARY_PICTURE_SECONDS', '0'],
    ['SCAN_URL', 'clamd:3310'],
  ] as const) {
    refusesEach(readAll, name, [value]);
  }

  it('never shows the value of a wrong variable', () => {
    const secretEnough = fc
      .tuple(fc.constantFrom('', 'https://', 'file://', 'file:///', 'x://'), fc.string({ minLength: 6 }))
      .map(([scheme, value]) => scheme + value);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(variableEntries)), secretEnough, (name, value) => {
        try {
          readWith(readAll, { [name]: value });
        } catch (error) {
          assert.ok(error instanceof ConfigError, String(error));
          assert.ok(error.message.includes(name.replace(/_ARN$/, '')), error.message);
          assert.ok(value.trim() === '' || !error.message.includes(value.trim()), error.message);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
