import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { avatarUrl, parseUserId, toUserId } from '../../../shared/apis/akana/user-id.ts';
import { ownerIds } from '../../support/arbitraries.ts';

describe('a UserID', () => {
  it('is the owner id and the tenant', () => {
    assert.equal(toUserId('8697a0a0', 'acmepaymentscorp'), '8697a0a0.acmepaymentscorp');
  });

  it('contains the owner id, and can be a bare owner id', () => {
    assert.equal(parseUserId('8697a0a0.acmepaymentscorp', 'acmepaymentscorp'), '8697a0a0');
    assert.equal(parseUserId('8697a0a0', 'acmepaymentscorp'), '8697a0a0');
    fc.assert(fc.property(ownerIds, (ownerId) => assert.equal(parseUserId(toUserId(ownerId, 'fed'), 'fed'), ownerId)));
  });

  it('of another tenant is an owner id as a whole', () => {
    assert.equal(parseUserId('8697a0a0.atmosphere', 'acmepaymentscorp'), '8697a0a0.atmosphere');
  });

  it('is undefined if it cannot be an owner id', () => {
    for (const id of ['', '.fed', 'a\0b', 'x'.repeat(129)]) assert.equal(parseUserId(id, 'fed'), undefined);
  });

  it('is one segment of a URL', () => {
    assert.equal(
      avatarUrl('auth0|a/b.fed', 'https://photos.example'),
      'https://photos.example/api/users/auth0%7Ca%2Fb.fed/avatar',
    );
  });
});
