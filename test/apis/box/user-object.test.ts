import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { userObject } from '../../../shared/apis/box/user-object.ts';
import type { Caller } from '../../../shared/core/caller.ts';
import type { ActivePhoto, Owner } from '../../../shared/core/owner.ts';
import { callerOf } from '../../support/fake-service.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';

const ada = callerOf('ada', { username: 'Ada' });
const admin = callerOf('root', { scopes: new Set(['admin']) });

const photo: ActivePhoto = {
  assetId: assetIdAt(now),
  activeAt: now,
  placedAt: now,
  extension: 'png',
  size: 5000,
  scope: 'private',
};

function ownerOf(ownerId: string, more: Partial<Owner> = {}): Owner {
  return { ownerId, status: 'active', profile: {}, unmarked: [], photos: [], tombstones: [], ...more };
}

describe('a Box user', () => {
  const user = ownerOf('ada', {
    username: 'ada_l',
    email: 'ada@example.com',
    createdAt: now,
    profile: { name: 'Ada Lovelace', phone: '1', address: 'London' },
    photos: [photo, { ...photo, assetId: assetIdAt(now, 1), size: 300 }],
  });

  it('has all fields for the user and for administrators', () => {
    for (const caller of [ada, admin]) {
      assert.deepEqual(userObject({ caller, user }, 'https://photos.example/large'), {
        type: 'user',
        id: 'ada',
        name: 'Ada Lovelace',
        login: 'ada@example.com',
        created_at: '2025-09-23T10:30:00.000Z',
        modified_at: '2025-09-23T10:30:00.000Z',
        language: 'en',
        timezone: 'UTC',
        space_amount: -1,
        space_used: 5300,
        max_upload_size: 1_048_576,
        status: 'active',
        job_title: '',
        phone: '1',
        address: 'London',
        avatar_url: 'https://photos.example/large',
      });
    }
  });

  it('has only id and name for other callers', () => {
    const mini = { type: 'user', id: 'ada', name: 'Ada Lovelace' };
    assert.deepEqual(userObject({ caller: callerOf('bob'), user }, undefined), mini);
  });

  it('has the name of the profile, else of the token, else the id', () => {
    const nameOf = (caller: Caller, owner: Owner) => (userObject({ caller, user: owner }, '') as { name: string }).name;
    assert.equal(nameOf(ada, ownerOf('ada')), 'Ada');
    assert.equal(nameOf(ada, ownerOf('ada', { username: 'ada_l' })), 'ada_l');
    assert.equal(nameOf(admin, ownerOf('ada')), 'ada');
  });
});
