import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Variables } from '../../shared/core/variables.ts';
import { publicAddress, readPublicBaseUrl } from '../../shared/http/public-address.ts';
import { readWith, refusesEach, refusesWithout } from '../support/settings.ts';

describe('the public address', () => {
  it('is a URL without its trailing slashes, and its host without a port', () => {
    const open = (read: Variables) => publicAddress.open(read, () => new Date());
    assert.deepEqual(readWith(open, { PUBLIC_BASE_URL: 'https://photos.example:8443/stage//' }), {
      publicBaseUrl: 'https://photos.example:8443/stage',
      publicHost: 'photos.example',
    });
  });

  refusesWithout(readPublicBaseUrl, ['PUBLIC_BASE_URL']);
  const wrong = ['photos.example', 'ftp://photos.example', 'javascript:alert(1)', 'https://'];
  refusesEach(readPublicBaseUrl, 'PUBLIC_BASE_URL', wrong);
});
