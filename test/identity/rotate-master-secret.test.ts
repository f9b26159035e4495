import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { parseMasterSecrets } from '../../shared/identity/key-ring.ts';
import { day, first, minute, steps, World } from '../support/rotating-secret.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../support/secrets-manager-wire.ts';

let wire: SecretsManagerWire;
before(async () => {
  wire = await startSecretsManagerWire();
});
after(() => wire.stop());

describe('a rotation', () => {
  it('makes the new version current, with a new secret before the present one', async () => {
    const world = new World(wire);
    const version = await world.rotate();

    assert.deepEqual(world.versions[version]?.stages.toSorted(), ['AWSCURRENT', 'AWSPENDING']);
    const [added = '', ...kept] = world.secretsIn('AWSCURRENT');
    assert.match(added, /^[\w-]{43}$/);
    assert.deepEqual(kept, [first]);
    assert.deepEqual(world.secretsIn('AWSPREVIOUS'), [first]);
  });

  it('stores the time at which the secret was added', async () => {
    const world = new World(wire);
    world.seconds = day;
    const version = await world.rotate();
    const [added, kept] = parseMasterSecrets(world.versions[version]?.text ?? '');
    assert.deepEqual([added?.since, kept?.since], [world.clock(), new Date(0)]);
  });

  it('does not change the current version before its last step', async () => {
    const world = new World(wire);
    const version = world.begin();
    for (const step of steps.slice(0, -1)) {
      await world.step(version, step);
      assert.deepEqual(world.secretsIn('AWSCURRENT'), [first], step);
    }
    assert.deepEqual(world.secretsIn('AWSPENDING').slice(1), [first]);
  });

  it('is idempotent in every step, at once and later', async () => {
    const world = new World(wire);
    const version = world.begin();
    for (const [index, step] of steps.entries()) {
      await world.step(version, step);
      const { versions } = world;
      world.seconds += minute;
      wire.asked.length = 0;
      for (const repeated of steps.slice(0, index + 1)) {
        await world.step(version, repeated);
        assert.deepEqual(world.versions, versions, `${repeated} after ${step}`);
      }
      assert.deepEqual(
        wire.asked.filter((asked) => /^(Put|Update)/.test(asked)),
        [],
      );
    }
  });

  it('continues with the pending version after a crash', async () => {
    const world = new World(wire);
    const version = world.begin();
    await world.step(version, 'createSecret');
    const [added] = world.secretsIn('AWSPENDING');
    world.seconds += 2 * minute;
    for (const step of steps) await world.step(version, step);
    assert.deepEqual(world.secretsIn('AWSCURRENT'), [added, first]);
  });

  it('that was abandoned leaves no secret in the next one', async () => {
    const world = new World(wire);
    await world.step(world.begin(), 'createSecret');
    const [givenUp] = world.secretsIn('AWSPENDING');
    world.seconds += day;
    await world.rotate();
    const [added, ...kept] = world.secretsIn('AWSCURRENT');
    assert.notEqual(added, givenUp);
    assert.deepEqual(kept, [first]);
  });

  it('retires the secrets before the previous one, after a quarter', async () => {
    const world = new World(wire);
    let before = first;
    for (let quarter = 0; quarter < 8; quarter++) {
      world.seconds += 90 * day;
      await world.rotate();
      const [added, ...kept] = world.masterSecretsIn('AWSCURRENT');
      assert.deepEqual([added?.retired, kept.length], [false, quarter + 1]);
      const [last, ...older] = kept;
      assert.deepEqual([last?.secret, last?.retired], [before, false]);
      for (const { retired } of older) assert.equal(retired, true);
      before = added?.secret ?? '';
    }
    assert.equal(Object.keys(world.versions).length, 2);
  });

  it('shortly after others keeps all of their secrets active', async () => {
    const world = new World(wire);
    const all = [first];
    for (let times = 0; times < 5; times++) {
      await world.rotate();
      all.unshift(world.secretsIn('AWSCURRENT')[0] ?? '');
      assert.deepEqual(world.secretsIn('AWSCURRENT'), all);
    }
    assert.equal(new Set(all).size, 6);
  });

  it('is not undone by a late last step of an earlier rotation', async () => {
    const world = new World(wire);
    const earlier = await world.rotate();
    world.seconds += day;
    await world.rotate();
    const { versions } = world;
    await assert.rejects(world.step(earlier, 'finishSecret'), { message: 'The version has no stage AWSPENDING' });
    assert.deepEqual(world.versions, versions);
  });

  it('cannot finish without a pending version', async () => {
    const world = new World(wire);
    await assert.rejects(world.step(randomUUID(), 'finishSecret'), { message: 'The version has no stage AWSPENDING' });
    assert.deepEqual(world.secretsIn('AWSCURRENT'), [first]);
  });

  it('does not begin if the secret does not exist', async () => {
    const world = new World(wire);
    wire.remove(world.arn);
    await assert.rejects(world.step(randomUUID(), 'createSecret'), { message: 'The secret has no text' });
  });

  it('passes its test alone, before it is due', async () => {
    const world = new World(wire);
    for (const version of [world.begin(), randomUUID()]) await world.step(version, 'testSecret');
    assert.deepEqual(world.secretsIn('AWSCURRENT'), [first]);
  });

  it('fails its test if a secret is too short', async () => {
    const world = new World(wire);
    const version = world.begin();
    wire.write(world.arn, 'x'.repeat(31));
    await world.step(version, 'createSecret');
    await assert.rejects(world.step(version, 'testSecret'), {
      message: 'A master secret has fewer than 32 characters',
    });
  });
});
