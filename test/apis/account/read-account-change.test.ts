import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readAccountChange } from '../../../shared/apis/account/read-account-change.ts';
import { PhotoFailure } from '../../../shared/core/failure.ts';
import { sampleAsset } from '../../support/sample-asset.ts';

describe('the change of an account', () => {
  const lengths = {
    name: 128,
    phone: 64,
    address: 256,
    city: 128,
    state: 128,
    country: 128,
    zipcode: 32,
    user_color: 32,
    avatar: 4096,
  };

  for (const [field, most] of Object.entries(lengths)) {
    it(`can have up to ${most} characters in ${field}`, () => {
      for (const text of ['x', '日', '😀'].flatMap((character) => [character, character.repeat(most)])) {
        // No stored file has such a name, which is another refusal than "too long".
        if (field === 'avatar') assert.throws(() => readAccountChange({ avatar: text }), { code: 'avatar-not-usable' });
        else readAccountChange({ [field]: text });
      }
      assert.throws(() => readAccountChange({ [field]: 'x'.repeat(most + 1) }), {
        name: 'PhotoFailure',
        code: 'bad-request',
      });
    });

    it(`is refused unless ${field} is a well-formed string`, () => {
      for (const value of [1, true, [], {}, ['x'], 'half a pair \ud800', ...(field === 'avatar' ? [] : [null])]) {
        assert.throws(() => readAccountChange({ [field]: value }), { name: 'PhotoFailure', code: 'bad-request' });
      }
    });
  }

  it('contains the given fields only', () => {
    const { profile, avatar, login } = readAccountChange({ name: 'Zoë', user_color: '#ff0000', login: 1001 });
    assert.deepEqual(profile, { name: 'Zoë', userColor: '#ff0000' });
    assert.deepEqual([avatar, login], [undefined, 1001]);
  });

  it('can empty a field', () => assert.deepEqual(readAccountChange({ city: '' }).profile, { city: '' }));

  it('is refused without a profile field', () => {
    for (const body of [{}, { login: '1001' }, { email: 'a@b.c', balance: 1_000_000, group: 'vip' }]) {
      assert.throws(() => readAccountChange(body), { name: 'PhotoFailure', code: 'bad-request' });
    }
  });

  it('ignores fields that cannot be changed', () => {
    const { profile } = readAccountChange({ name: 'Zoë', email: 'a@b.c', leverage: 500, enable: 1, id: 7 });
    assert.deepEqual(profile, { name: 'Zoë' });
  });

  const { id } = sampleAsset;
  for (const [what, sent, avatar] of [
    ['by its UUID', id, { assetId: id }],
    ['by its file name', `${id}.png`, { assetId: id, extension: 'png' }],
    ['with the prefix /storage/, which is not stored', `/storage/${id}`, { assetId: id }],
    ['with prefix and extension', `/storage/${id}.JPEG`, { assetId: id, extension: 'jpeg' }],
    ['in upper case', id.toUpperCase(), { assetId: id }],
    ['or clears it by an empty string', '', null],
    ['or clears it by null', null, null],
  ] as const) {
    it(`chooses the avatar ${what}`, () => assert.deepEqual(readAccountChange({ avatar: sent }).avatar, avatar));
  }

  it('is refused if the avatar is another URL or path', () => {
    for (const sent of [`https://evil.example/storage/${id}`, `//storage/${id}`, `/storage//${id}`, `../${id}`]) {
      assert.throws(() => readAccountChange({ avatar: sent }), { name: 'PhotoFailure', code: 'avatar-not-usable' });
    }
  });

  it('is read, or refused with bad-request or avatar-not-usable, for every JSON object', () => {
    const fields = fc.constantFrom(...Object.keys(lengths), 'login', 'email', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.dictionary(fields, fc.oneof(fc.jsonValue(), fc.string()), { noNullPrototype: true }), (body) => {
        try {
          readAccountChange(body);
        } catch (error) {
          if (!(error instanceof PhotoFailure) || !['bad-request', 'avatar-not-usable'].includes(error.code))
            throw error;
        }
      }),
    );
  });
});
