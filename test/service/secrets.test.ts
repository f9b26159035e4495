import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Variables } from '../../shared/core/variables.ts';
import { masterSecretRotation } from '../../shared/service/secrets.ts';

describe('a master secret that has been followed by another', () => {
  const lifeMillis = (seconds: string) =>
    masterSecretRotation(new Variables({ SIGNED_URL_EXPIRATION_SECONDS: seconds })).rotation.lifeMillis;

  it('stays for as long as links live, and sessions', () => {
    assert.equal(lifeMillis('7200'), 7_200_000);
    assert.equal(lifeMillis('60'), 30 * 60_000);
  });
});
