import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAkana, readTemporaryPictureSeconds } from '../../../shared/apis/akana/settings.ts';
import { readWith, refusesEach, refusesWithout } from '../../support/settings.ts';

describe('the settings of the Akana API', () => {
  const publicBaseUrl = 'https://photos.example';

  for (const [what, given, expected] of [
    [
      'are the tenant `portrait` and a CSRF token for changes by default',
      {},
      { tenant: 'portrait', csrf: { read: false, write: true }, publicBaseUrl },
    ],
    [
      'can name another tenant, and other requests that need a CSRF token',
      { AKANA_TENANT: 'acmepaymentscorp', AKANA_CSRF_READ: 'true', AKANA_CSRF_WRITE: 'false' },
      { tenant: 'acmepaymentscorp', csrf: { read: true, write: false }, publicBaseUrl },
    ],
    [
      'drop the trailing slashes of PUBLIC_BASE_URL',
      { PUBLIC_BASE_URL: 'https://photos.example/stage//' },
      { tenant: 'portrait', csrf: { read: false, write: true }, publicBaseUrl: 'https://photos.example/stage' },
    ],
  ] as const) {
    it(what, () => assert.deepEqual(readWith(readAkana, given), expected));
  }

  refusesWithout(readAkana, ['PUBLIC_BASE_URL']);
  refusesEach(readAkana, 'AKANA_TENANT', ['a.b', 'a b', 'a=b', 'a;b', 'ä', 'x'.repeat(65)]);
  refusesEach(readAkana, 'AKANA_CSRF_READ', ['yes', '1']);
  refusesEach(readAkana, 'AKANA_CSRF_WRITE', ['on']);
});

describe('the life of temporary pictures', () => {
  it('is an hour, and can be set', () => {
    assert.equal(readWith(readTemporaryPictureSeconds), 3600);
    assert.equal(readWith(readTemporaryPictureSeconds, { TEMPORARY_PICTURE_SECONDS: '60' }), 60);
  });

  refusesEach(readTemporaryPictureSeconds, 'TEMPORARY_PICTURE_SECONDS', ['0', '86401', 'hour']);
});
