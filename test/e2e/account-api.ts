import { deepEqual, equal } from 'node:assert/strict';
import type { Portrait } from '../support/portrait.ts';

export type Account = Readonly<Record<string, unknown>>;
export const accountPaths = ['/account/me', '/account/profile'] as const;

export function askAccount(
  { url }: Portrait,
  token: string,
  { path = '/account/me', query = '' } = {},
): Promise<Response> {
  return fetch(url + path + query, { headers: { Authorization: token } });
}

export function putAccount(
  { url }: Portrait,
  token: string,
  change: Account,
  path: string = '/account/me',
): Promise<Response> {
  const headers = { Authorization: token, 'Content-Type': 'application/json' };
  return fetch(url + path, { method: 'PUT', headers, body: JSON.stringify(change) });
}

/** The account as its session sees it. */
export async function account(portrait: Portrait, token: string, query = ''): Promise<Account> {
  const response = await askAccount(portrait, token, { query });
  equal(response.status, 200);
  return (await response.json()) as Account;
}

/** Status and code of an error in the API's envelope. */
export async function refusal(response: Response): Promise<[number, string]> {
  const body = (await response.json()) as { error: string; message: string };
  deepEqual(Object.keys(body), ['error', 'message']);
  return [response.status, body.error];
}
