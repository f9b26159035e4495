import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addMasterSecret, openKeyRing, parseMasterSecrets } from '../../shared/identity/key-ring.ts';
import { now } from '../support/sample-asset.ts';

const [old, next, last] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];
const minute = 60_000;
const at = (minutes: number) => new Date(now.getTime() + minutes * minute);
const hourLife = 60 * minute;

const add = (text: string, secret: string, minutes: number) =>
  addMasterSecret(text, { secret, now: at(minutes), lifeMillis: hourLife });
const secretsIn = (text: string) => parseMasterSecrets(text).map(({ secret }) => secret);

/** A ring with a secret and a time that the test can change; records whether the secret was read anew. */
function ringOf(text: string, minutes = 0, purpose = 'test') {
  const asked: boolean[] = [];
  const state = { text, minutes };
  const ring = openKeyRing(
    async ({ anew = false } = {}) => {
      asked.push(anew);
      return state.text;
    },
    { purpose, clock: () => at(state.minutes) },
  );
  return { ring, state, asked };
}

describe('a key ring', () => {
  it('has one key if the secret is a plain text', async () => {
    const { ring } = ringOf(old);
    const key = await ring.signing();
    assert.deepEqual(await ring.find(key.id), key);
    assert.match(key.id, /^[\w-]{8}$/);
  });

  it('has different keys for each purpose', async () => {
    const [one, other] = [await ringOf(old).ring.signing(), await ringOf(old, 0, 'other').ring.signing()];
    assert.notDeepEqual(one.bytes, other.bytes);
    assert.notEqual(one.id, other.id);
  });

  it('accepts a new key at once, and signs with it an hour later', async () => {
    const { ring, state } = ringOf(old);
    const oldKey = await ring.signing();
    state.text = add(old, next, 0);
    state.minutes = 59;
    const newKey = await ringOf(next).ring.signing();
    assert.deepEqual(await ring.signing(), oldKey);
    assert.deepEqual((await ring.find(newKey.id))?.bytes, newKey.bytes);
    state.minutes = 60;
    assert.equal((await ring.signing()).id, newKey.id);
    assert.deepEqual((await ring.find(oldKey.id))?.bytes, oldKey.bytes);
  });

  it('reads the secret anew only for an unknown key', async () => {
    const { ring, asked } = ringOf(old);
    const { id } = await ring.signing();
    await ring.find(id);
    assert.deepEqual(asked, [false, false]);
    assert.equal(await ring.find('unknown'), undefined);
    assert.deepEqual(asked.slice(2), [false, true]);
  });

  it('finds a key that another instance already signs with', async () => {
    const { id } = await ringOf(next).ring.signing();
    let fresh = false;
    const ring = openKeyRing(
      async ({ anew = false } = {}) => {
        fresh ||= anew;
        return fresh ? add(old, next, 0) : old;
      },
      { purpose: 'test', clock: () => at(1) },
    );
    assert.equal((await ring.find(id))?.id, id);
  });
});

describe('adding a master secret', () => {
  it('keeps the one that signed last', () => {
    assert.deepEqual(secretsIn(add(old, next, 0)), [next, old]);
  });

  it('retires one whose tokens with an expiry have all expired', () => {
    const text = add(old, next, 0);
    const retiredIn = (minutes: number) => parseMasterSecrets(add(text, last, minutes)).map(({ retired }) => retired);
    assert.deepEqual(secretsIn(add(text, last, 125)), [last, next, old]);
    // old signs until minute 60 and a link lives for an hour beyond its window of five minutes
    assert.deepEqual(retiredIn(124), [false, false, false]);
    assert.deepEqual(retiredIn(125), [false, false, true]);
  });

  it('removes no secret, and keeps retired ones retired', () => {
    let text = old;
    const all = [old];
    for (let quarter = 1; quarter <= 400; quarter++) {
      all.unshift(String(quarter).padEnd(43, 'x'));
      text = add(text, all[0] ?? '', quarter * 90 * 24 * 60);
    }
    assert.deepEqual(secretsIn(text), all);
    assert.deepEqual(
      new Set(parseMasterSecrets(text).map(({ retired }, index) => retired === index > 1)),
      new Set([true]),
    );
    assert.ok(text.length < 65_536, 'the text fits into Secrets Manager');
  });

  it('keeps every token valid for its whole life, for any number of rotations', async () => {
    let text = old;
    const signed: { id: string; until: number }[] = [];
    for (let minutes = 0; minutes < 600; minutes++) {
      if (minutes % 7 === 0) text = add(text, String(minutes).padEnd(32, 'x'), minutes);
      const { ring } = ringOf(text, minutes);
      signed.push({ id: (await ring.signing()).id, until: minutes + 65 });
      for (const { id, until } of signed) {
        if (until > minutes)
          assert.equal((await ring.find(id))?.retired, false, `signed until ${until}, at ${minutes}`);
      }
    }
    assert.ok(parseMasterSecrets(text).filter(({ retired }) => !retired).length < 25);
  });
});
