import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { openKeyRing, parseMasterSecrets } from '../../shared/identity/key-ring.ts';
import { type LinkTokens, linkPurpose, openLinkTokens } from '../../shared/identity/link-token.ts';
import { rotateMasterSecret } from '../../shared/identity/rotate-master-secret.ts';
import { openSecret } from '../../shared/identity/secret.ts';
import { now } from '../support/sample-asset.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../support/secrets-manager-wire.ts';

const first = 'the first master secret of more than 32 characters';
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = SecretsManagerRotationEvent['Step'];

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const linkLifeSeconds = hour;
/** Links for display live up to five minutes longer than configured, so that caches can keep them. */
const longestLifeSeconds = linkLifeSeconds + 5 * minute;

let wire: SecretsManagerWire;
before(async () => {
  wire = await startSecretsManagerWire();
});
after(() => wire.stop());

/** A secret as the first deploy creates it, with a clock and a rotation. */
class World {
  static #made = 0;
  readonly arn = `arn:of:${World.#made++}`;
  seconds = 0;
  readonly clock = () => new Date(now.getTime() + this.seconds * 1000);

  constructor() {
    wire.write(this.arn, first);
  }

  begin(): string {
    return wire.beginRotation(this.arn);
  }

  step(version: string, Step: Step): Promise<void> {
    const rotation = { client: wire.client, clock: this.clock, lifeMillis: linkLifeSeconds * 1000 };
    return rotateMasterSecret(rotation, { Step, SecretId: this.arn, ClientRequestToken: version });
  }

  async rotate(): Promise<string> {
    const version = this.begin();
    for (const step of steps) await this.step(version, step);
    return version;
  }

  get versions() {
    return wire.versions(this.arn);
  }

  /** The secrets in the version with a stage, newest first. */
  secretsIn(stage: string): string[] {
    return this.masterSecretsIn(stage).map(({ secret }) => secret);
  }

  masterSecretsIn(stage: string) {
    const { text } = Object.values(this.versions).find(({ stages }) => stages.includes(stage)) ?? {};
    assert.ok(text !== undefined, `no version has the stage ${stage}`);
    return parseMasterSecrets(text);
  }

  /** A function instance that has not read the secret yet. */
  instance(): LinkTokens {
    const secret = openSecret(wire.client, { arn: this.arn, clock: this.clock });
    return openLinkTokens(openKeyRing(secret, { purpose: linkPurpose, clock: this.clock }), this.clock);
  }
}

describe('a rotation', () => {
  it('makes the new version current, with a new secret before the present one', async () => {
    const world = new World();
    const version = await world.rotate();

    assert.deepEqual(world.versions[version]?.stages.toSorted(), ['AWSCURRENT', 'AWSPENDING']);
    const [added = '', ...kept] = world.secretsIn('AWSCURRENT');
    assert.match(added, /^[\w-]{43}$/);
    assert.deepEqual(kept, [first]);
    assert.deepEqual(world.secretsIn('AWSPREVIOUS'), [first]);
  });

  it('stores the time at which the secret was added', async () => {
    const world = new World();
    world.seconds = day;
    const version = await world.rotate();
    const [added, kept] = parseMasterSecrets(world.versions[version]?.text ?? '');
    assert.deepEqual([added?.since, kept?.since], [world.clock(), new Date(0)]);
  });

  it('does not change the current version before its last step', async () => {
    const world = new World();
    const version = world.begin();
    for (const step of steps.slice(0, -1)) {
      await world.step(version, step);
      assert.deepEqual(world.secretsIn('AWSCURRENT'), [first], step);
    }
    assert.deepEqual(world.secretsIn('AWSPENDING').slice(1), [first]);
  });

  it('is idempotent in every step, at once and later', async () => {
    const world = new World();
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
    const world = new World();
    const version = world.begin();
    await world.step(version, 'createSecret');
    const [added] = world.secretsIn('AWSPENDING');
    world.seconds += 2 * minute;
    for (const step of steps) await world.step(version, step);
    assert.deepEqual(world.secretsIn('AWSCURRENT'), [added, first]);
  });

  it('that was abandoned leaves no secret in the next one', async () => {
    const world = new World();
    await world.step(world.begin(), 'createSecret');
    const [givenUp] = world.secretsIn('AWSPENDING');
    world.seconds += day;
    await world.rotate();
    const [added, ...kept] = world.secretsIn('AWSCURRENT');
    assert.notEqual(added, givenUp);
    assert.deepEqual(kept, [first]);
  });

  it('retires the secrets before the previous one, after a quarter', async () => {
    const world = new World();
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
    const world = new World();
    const all = [first];
    for (let times = 0; times < 5; times++) {
      await world.rotate();
      all.unshift(world.secretsIn('AWSCURRENT')[0] ?? '');
      assert.deepEqual(world.secretsIn('AWSCURRENT'), all);
    }
    assert.equal(new Set(all).size, 6);
  });

  it('is not undone by a late last step of an earlier rotation', async () => {
    const world = new World();
    const earlier = await world.rotate();
    world.seconds += day;
    await world.rotate();
    const { versions } = world;
    await assert.rejects(world.step(earlier, 'finishSecret'), { message: 'The version has no stage AWSPENDING' });
    assert.deepEqual(world.versions, versions);
  });

  it('cannot finish without a pending version', async () => {
    const world = new World();
    await assert.rejects(world.step(randomUUID(), 'finishSecret'), { message: 'The version has no stage AWSPENDING' });
    assert.deepEqual(world.secretsIn('AWSCURRENT'), [first]);
  });

  it('does not begin if the secret does not exist', async () => {
    const world = new World();
    wire.remove(world.arn);
    await assert.rejects(world.step(randomUUID(), 'createSecret'), { message: 'The secret has no text' });
  });

  it('passes its test alone, before it is due', async () => {
    const world = new World();
    for (const version of [world.begin(), randomUUID()]) await world.step(version, 'testSecret');
    assert.deepEqual(world.secretsIn('AWSCURRENT'), [first]);
  });

  it('fails its test if a secret is too short', async () => {
    const world = new World();
    const version = world.begin();
    wire.write(world.arn, 'x'.repeat(31));
    await world.step(version, 'createSecret');
    await assert.rejects(world.step(version, 'testSecret'), {
      message: 'A master secret has fewer than 32 characters',
    });
  });
});

/** The last link that was signed with each key: only key and expiry decide whether a link is valid. */
class SignedLinks {
  readonly #world: World;
  readonly #lastOf = new Map<unknown, { token: string; untilSeconds: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  get keys(): number {
    return this.#lastOf.size;
  }

  async add(instance: LinkTokens): Promise<void> {
    const { seconds, clock } = this.#world;
    const untilSeconds = seconds + longestLifeSeconds;
    const life = { from: clock(), until: new Date(now.getTime() + untilSeconds * 1000) };
    const token = await instance.sign({ bucket: 'user-assets', path: 'users/ada' }, life);
    this.#lastOf.set(decodeJwt(token).kid, { token, untilSeconds });
  }

  async verifyBy(instances: readonly LinkTokens[]): Promise<void> {
    for (const { token, untilSeconds } of this.#lastOf.values()) {
      if (untilSeconds <= this.#world.seconds) continue;
      for (const [index, instance] of instances.entries()) {
        await assert.doesNotReject(instance.verify(token), `instance ${index} at ${this.#world.seconds}`);
      }
    }
  }
}

describe('links stay valid for their whole life', () => {
  it('if they were signed before, during or after a rotation, by any instance', async () => {
    const world = new World();
    const instances: LinkTokens[] = [];
    const signed = new SignedLinks(world);
    let version = '';
    for (let minutes = 0; minutes < 150; minutes++) {
      world.seconds = minutes * minute;
      if (minutes % 3 === 0 && instances.length < 6) instances.push(world.instance()); // each reads at another time
      if (minutes === 30) version = world.begin();
      const step = steps[minutes - 30];
      if (step !== undefined) await world.step(version, step);
      for (const instance of instances) await signed.add(instance);
      await signed.verifyBy(instances);
    }
    assert.equal(signed.keys, 2);
  });

  it('between the first instance with the new secret and the last one with the present secret', async () => {
    const world = new World();
    const version = world.begin();
    for (const step of steps.slice(0, -1)) await world.step(version, step);
    const late = world.instance();
    await late.sign({ bucket: 'user-assets', path: 'x' }, { from: world.clock(), until: world.clock() });
    await world.step(version, 'finishSecret');
    const early = world.instance();
    const signed = new SignedLinks(world);
    for (; world.seconds < 80 * minute; world.seconds += 30) {
      await signed.add(early);
      await signed.verifyBy([early, late]);
    }
    assert.equal(signed.keys, 2);
  });

  it('for any sequence of rotations, signatures and new instances', async () => {
    // Secrets Manager runs the steps within seconds, and retries a failed one after a minute or two. If a rotation took an
    // hour, a new key would sign as soon as it is current, before every instance knows it.
    const longestRotationSeconds = 54 * minute;
    const happening = fc.record({
      afterSeconds: fc.oneof(fc.nat({ max: 90 }), fc.nat({ max: 20 * minute })),
      what: fc.constantFrom('step', 'step', 'repeat', 'sign', 'sign', 'restart'),
      instance: fc.nat({ max: 3 }),
    });
    let mostKeys = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 20, maxLength: 40, size: 'max' }), async (happenings) => {
        const world = new World();
        const instances = [0, 1, 2, 3].map(() => world.instance());
        const signed = new SignedLinks(world);
        let rotation: { version: string; done: number; endSeconds: number } | undefined;
        for (const { afterSeconds, what, instance } of happenings) {
          const most = rotation === undefined || rotation.done === steps.length ? Infinity : rotation.endSeconds;
          world.seconds = Math.min(world.seconds + afterSeconds, most);
          if (what === 'step') {
            if (rotation === undefined || rotation.done === steps.length) {
              const endSeconds = world.seconds + longestRotationSeconds;
              rotation = { version: world.begin(), done: 0, endSeconds };
            }
            await world.step(rotation.version, steps[rotation.done++] as Step);
          }
          if (what === 'repeat' && rotation !== undefined) {
            await world.step(rotation.version, steps[rotation.done - 1] as Step);
          }
          if (what === 'restart') instances[instance] = world.instance();
          if (what === 'sign') await signed.add(instances[instance] as LinkTokens);
          await signed.verifyBy(instances);
        }
        mostKeys = Math.max(mostKeys, signed.keys);
      }),
      { numRuns: 60 },
    );
    assert.ok(mostKeys > 2, `${mostKeys} keys signed`);
  });
});
