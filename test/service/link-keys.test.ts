import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Variables } from '../../shared/core/variables.ts';
import { masterSecretRotation } from '../../shared/service/link-keys.ts';

describe('a retired master secret', () => {
  const lifeMillis = (seconds: string) =>
    masterSecretRotation.open(new Variables({ SIGNED_URL_EXPIRATION_SECONDS: seconds }), () => new Date()).rotation
      .lifeMillis;

  it('is kept as long as links and sessions live', () => {
    assert.equal(lifeMillis('7200'), 7_200_000);
    assert.equal(lifeMillis('60'), 30 * 60_000);
  });
});
