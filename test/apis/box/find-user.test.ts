import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findManagedUser, findUser } from '../../../shared/apis/box/find-user.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const ada = callerOf('ada', { username: 'Ada' });
const admin = callerOf('root', { scopes: new Set(['admin']) });
const callers = { 'Bearer ada': ada, 'Bearer bob': callerOf('bob'), 'Bearer admin': admin };

const asking = (authorization: string, userId?: string) =>
  sampleRequest({ headers: { authorization }, parameters: userId === undefined ? {} : { user_id: userId } });

async function serviceWith(...users: readonly Readonly<Record<string, unknown>>[]) {
  const fake = fakeService({ callers });
  for (const user of users) await fake.service.table.put({ pk: `OWNER#${user.id}`, sk: 'OWNER', v: 1, ...user });
  return fake;
}

describe('the user of a Box path', () => {
  it('is the one that the path names, else the caller', async () => {
    const { service } = await serviceWith({ id: 'ada', username: 'Ada' }, { id: 'bob' });
    const { caller, user } = await findUser(service, asking('Bearer bob', 'ada'));
    assert.deepEqual([caller.ownerId, user.ownerId, user.username], ['bob', 'ada', 'Ada']);
    assert.equal((await findUser(service, asking('Bearer bob'))).user.ownerId, 'bob');
  });

  it('exists for the caller before the first upload, and is not found for other unknown ids', async () => {
    const { service } = await serviceWith();
    for (const path of [asking('Bearer ada'), asking('Bearer ada', 'ada')]) {
      assert.equal((await findUser(service, path)).user.ownerId, 'ada');
    }
    for (const stranger of ['carol', '', '\u202e', 'x'.repeat(129)]) {
      await assert.rejects(findUser(service, asking('Bearer ada', stranger)), { code: 'not-found' });
    }
  });

  it('is not read without a valid token', async () => {
    const { service, calls } = await serviceWith({ id: 'ada' });
    calls.length = 0;
    await assert.rejects(findUser(service, asking('Bearer none', 'ada')), { code: 'unauthenticated' });
    assert.deepEqual(calls, []);
  });

  it('can be changed by the user and by administrators if the account is active', async () => {
    const { service } = await serviceWith({ id: 'ada' }, { id: 'eve', status: 'inactive' });
    assert.equal((await findManagedUser(service, asking('Bearer ada', 'ada'))).user.ownerId, 'ada');
    assert.equal((await findManagedUser(service, asking('Bearer admin', 'ada'))).user.ownerId, 'ada');
    await assert.rejects(findManagedUser(service, asking('Bearer bob', 'ada')), { code: 'forbidden' });
    await assert.rejects(findManagedUser(service, asking('Bearer admin', 'eve')), { code: 'forbidden' });
    await assert.rejects(findManagedUser(service, asking('Bearer bob', 'carol')), { code: 'not-found' });
  });
});
