import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openSecret, type Secret } from '../../shared/identity/secret.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { now } from '../support/sample-asset.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../support/secrets-manager-wire.ts';

const arn = 'arn:of:it';
const first = 'the first secret of more than 32 characters';
const second = 'the second secret of more than 32 characters';

describe('a secret in Secrets Manager', () => {
  let wire: SecretsManagerWire;
  let seconds: number;
  let secret: Secret;

  before(async () => {
    wire = await startSecretsManagerWire();
  });
  after(() => wire.stop());
  beforeEach(() => {
    wire.write(arn, first);
    wire.isOut = false;
    wire.asked.length = 0;
    seconds = 0;
    secret = openSecret(wire.client, { arn, clock: () => new Date(now.getTime() + seconds * 1000) });
  });

  it('is read once in five minutes, even under concurrency', async () => {
    assert.deepEqual(await Promise.all([secret(), secret(), secret()]), [first, first, first]);
    wire.write(arn, second);
    seconds = 299;
    assert.equal(await secret(), first);
    assert.deepEqual(wire.asked, [`GetSecretValue ${arn}`]);
    seconds = 300;
    assert.equal(await secret(), second);
    assert.equal(wire.asked.length, 2);
  });

  it('can be read anew at most once a minute', async () => {
    await secret();
    wire.write(arn, second);
    seconds = 59;
    assert.equal(await secret({ anew: true }), first);
    seconds = 60;
    assert.equal(await secret({ anew: true }), second);
    seconds = 119;
    await secret({ anew: true });
    assert.equal(wire.asked.length, 2);
  });

  it('keeps its last text if it cannot be read again', async (t) => {
    const log = t.mock.method(logger(), 'error', () => {});
    await secret();
    wire.isOut = true;
    seconds = 300;
    assert.equal(await secret(), first);
    assert.equal(log.mock.callCount(), 1);
    wire.isOut = false;
    wire.write(arn, second);
    seconds = 600;
    assert.equal(await secret(), second);
  });

  it('is requested again on every call until it was read once', async () => {
    wire.isOut = true;
    await assert.rejects(secret());
    await assert.rejects(secret());
    wire.isOut = false;
    assert.equal(await secret(), first);
  });

  it('is refused if it is too short', async () => {
    wire.write(arn, 'short');
    await assert.rejects(secret(), { message: 'The secret has fewer than 32 characters' });
  });
});
