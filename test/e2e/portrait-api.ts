import { equal } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { bearer, newOwner, type Portrait } from '../support/portrait.ts';

/** Calls the admin API as an administrator. */
export async function askAdmin(portrait: Portrait, method: string, path: string, body?: object): Promise<Response> {
  const headers = { ...bearer(await newOwner(portrait, { scope: 'admin' })), 'Content-Type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${portrait.url}/admin/${path}`, { method, headers, ...sent });
}

/** Creates or changes an account, as a precondition of a test. */
export async function putAccount(portrait: Portrait, id: string, fields: object = {}): Promise<void> {
  const { status } = await askAdmin(portrait, 'PUT', `accounts/${encodeURIComponent(id)}`, fields);
  equal(status, 200);
}

/** Creates an access token, by default for the profiles of every tenant; returns its id. */
export async function newAccessToken(portrait: Portrait, given: object = {}): Promise<string> {
  const id = randomUUID();
  const tenantPermissions = [{ tenant: '*', allowedActions: ['MANAGE_PROFILES'] }];
  const { status } = await askAdmin(portrait, 'PUT', `access-tokens/${id}`, {
    application: 'e2e',
    tenantPermissions,
    ...given,
  });
  equal(status, 200);
  return id;
}
