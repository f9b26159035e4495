import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import type { LinkTokens } from '../../shared/identity/link-token.ts';
import { longestLifeSeconds, minute, type Step, steps, World } from '../support/rotating-secret.ts';
import { now } from '../support/sample-asset.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../support/secrets-manager-wire.ts';

let wire: SecretsManagerWire;
before(async () => {
  wire = await startSecretsManagerWire();
});
after(() => wire.stop());

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
    const world = new World(wire);
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
    const world = new World(wire);
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
        const world = new World(wire);
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
