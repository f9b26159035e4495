import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLinkSecret, readTrust } from '../../shared/identity/settings.ts';
import { readWith, refusalOf, refusesEach, refusesWithout } from '../support/settings.ts';

describe('the trust in tokens', () => {
  const secret = { text: 'a'.repeat(32) };

  it('is a shared secret by default, without an issuer and an audience', () => {
    assert.deepEqual(readWith(readTrust, { AUTH_JWKS_URL: '' }), { key: { secret } });
  });

  for (const [what, given, expected] of [
    [
      'an issuer and an audience',
      { AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'portrait' },
      { key: { secret }, issuer: 'https://issuer.example', audience: 'portrait' },
    ],
    [
      'the URL of a JWKS',
      { AUTH_JWT_SECRET: '', AUTH_JWKS_URL: 'https://issuer.example/keys' },
      { key: { jwksUrl: new URL('https://issuer.example/keys') } },
    ],
    [
      'a secret in Secrets Manager',
      { AUTH_JWT_SECRET: '', AUTH_JWT_SECRET_ARN: 'arn:of:tokens' },
      { key: { secret: { arn: 'arn:of:tokens' } } },
    ],
  ] as const) {
    it(`can name ${what}`, () => {
      assert.deepEqual(readWith(readTrust, given), expected);
    });
  }

  refusesWithout(readTrust, ['AUTH_JWT_SECRET']);
  refusesEach(readTrust, 'AUTH_JWT_SECRET', ['tooShortSecret', 's'.repeat(31)]);
  refusesEach(readTrust, 'AUTH_JWKS_URL', ['keys.example'], { AUTH_JWT_SECRET: '' });

  for (const [name, value] of [
    ['AUTH_JWT_SECRET_ARN', 'arn:of:tokens'],
    ['AUTH_JWKS_URL', 'https://issuer.example/keys'],
  ] as const) {
    it(`refuses AUTH_JWT_SECRET beside ${name}`, () => {
      assert.equal(
        refusalOf(readTrust, { [name]: value }),
        `AUTH_JWT_SECRET and ${name} exclude each other; set one of them`,
      );
    });
  }
});

describe('the master secret', () => {
  it('is a text, or a secret in Secrets Manager', () => {
    assert.deepEqual(readWith(readLinkSecret), { text: 'l'.repeat(32) });
    const kept = { LOCAL_STORAGE_SECRET: '', LOCAL_STORAGE_SECRET_ARN: 'arn:of:links' };
    assert.deepEqual(readWith(readLinkSecret, kept), { arn: 'arn:of:links' });
  });

  refusesWithout(readLinkSecret, ['LOCAL_STORAGE_SECRET']);
  refusesEach(readLinkSecret, 'LOCAL_STORAGE_SECRET', ['tooShortSecret', 's'.repeat(31)]);

  it('refuses a text beside an ARN', () => {
    assert.equal(
      refusalOf(readLinkSecret, { LOCAL_STORAGE_SECRET_ARN: 'arn:of:links' }),
      'LOCAL_STORAGE_SECRET and LOCAL_STORAGE_SECRET_ARN are mutually exclusive; set only one of them',
    );
  });
});
