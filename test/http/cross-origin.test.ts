import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAllowedOrigins } from '../../shared/http/cross-origin.ts';
import { readWith, refusesEach } from '../support/settings.ts';

describe('the allowed origins', () => {
  it('are all by default', () => {
    for (const given of [{}, { ALLOWED_ORIGINS: '' }]) assert.deepEqual(readWith(readAllowedOrigins, given), ['*']);
  });

  it('can be listed, also with blanks and a trailing comma', () => {
    assert.deepEqual(readWith(readAllowedOrigins, { ALLOWED_ORIGINS: 'https://a.example, https://b.example,' }), [
      'https://a.example',
      'https://b.example',
    ]);
  });

  refusesEach(readAllowedOrigins, 'ALLOWED_ORIGINS', [',', ' , ']);
});
