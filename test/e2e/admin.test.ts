import { deepEqual, equal, match } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { allPhotos, uploadPhoto } from '../support/e2e-photos.ts';
import { bearer, freshId, newOwner, usePortrait } from '../support/portrait.ts';
import { account } from './account-api.ts';
import { askAdmin, newAccessToken, putAccount } from './admin.ts';

const portrait = usePortrait();

describe('PUT /admin/accounts/{id}', () => {
  test('creates an account, changes it, and returns the stored fields', async () => {
    const id = freshId('|a+b@c');
    const path = `accounts/${encodeURIComponent(id)}`;
    const fields = { username: 'Ada', email: 'ada@a.example', status: 'inactive', tenant: 't', customer: '1001' };
    const made = await askAdmin(portrait, 'PUT', path, fields);
    const { createdAt, ...stored } = (await made.json()) as Record<string, string>;
    deepEqual([made.status, stored], [200, { id, ...fields }]);
    match(createdAt ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

    const changed = await askAdmin(portrait, 'PUT', path, { email: null, status: 'active' });
    deepEqual(await changed.json(), { id, ...fields, email: null, status: 'active', createdAt });
  });

  test('sets a username over that of the token, and keeps the photos', async () => {
    const owner = await newOwner(portrait, { username: 'Ada' });
    const { assetId } = await uploadPhoto(portrait, owner);
    await putAccount(portrait, owner.id, { username: 'Countess' });
    equal((await account(portrait, owner.token)).name, 'Countess');
    deepEqual(
      (await allPhotos(portrait, owner)).map((photo) => photo.assetId),
      [assetId],
    );
  });
});

test('PUT and DELETE /admin/access-tokens/{id} create, replace and delete a token', async () => {
  const id = await newAccessToken(portrait);
  const token = { application: 'social', master: true, tenantPermissions: [], expiresOn: 1_893_456_000_000 };
  const replaced = await askAdmin(portrait, 'PUT', `access-tokens/${id}`, token);
  deepEqual([replaced.status, await replaced.json()], [200, { id, ...token }]);
  for (let time = 0; time < 2; time++) {
    const removed = await askAdmin(portrait, 'DELETE', `access-tokens/${id}`);
    deepEqual([removed.status, await removed.text()], [204, '']);
  }
});

describe('The admin API refuses', () => {
  const refusal = async (response: Response) => {
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return [response.status, error.code, error.message];
  };

  test('an invalid token with 401, and a token without the scope admin with 403', async () => {
    for (const path of [`accounts/${freshId()}`, `access-tokens/${randomUUID()}`]) {
      const url = `${portrait.url}/admin/${path}`;
      deepEqual((await refusal(await fetch(url, { method: 'PUT', body: '{}' }))).slice(0, 2), [401, 'UNAUTHENTICATED']);
      const headers = bearer(await newOwner(portrait, { scope: 'administrator user' }));
      deepEqual((await refusal(await fetch(url, { method: 'PUT', headers, body: '{}' }))).slice(0, 2), [
        403,
        'FORBIDDEN',
      ]);
    }
  });

  test('an unknown field with 400 and its name', async () => {
    const [status, code, message] = await refusal(
      await askAdmin(portrait, 'PUT', `accounts/${freshId()}`, { name: 'x' }),
    );
    deepEqual([status, code], [400, 'INVALID_REQUEST']);
    match(String(message), /^Unknown fields: name;/);
  });

  test('an unknown path with 404, and another method with 405', async () => {
    deepEqual(await refusal(await askAdmin(portrait, 'PUT', 'accounts')), [404, 'NOT_FOUND', 'Not found']);
    const response = await askAdmin(portrait, 'GET', `accounts/${freshId()}`);
    equal(response.headers.get('Allow'), 'PUT');
    deepEqual(await refusal(response), [405, 'METHOD_NOT_ALLOWED', 'Method not allowed']);
  });
});
