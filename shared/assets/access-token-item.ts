import { createHash } from 'node:crypto';
import type { AccessToken, TenantPermission } from '../core/access-token.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The access token item. The id is the credential and is kept nowhere: the item is found by its hash, so that nobody who
 * reads the table can call, and how long a search takes says nothing of an id.
 */
function accessTokenKey(id: string): Key {
  return { pk: `TOKEN#${createHash('sha256').update(id).digest('hex')}`, sk: 'TOKEN' };
}

/** The token of that id, also where it has expired; undefined where there is none. One GetItem. */
export async function findAccessToken(table: Table, id: string): Promise<AccessToken | undefined> {
  const item = await table.get(accessTokenKey(id));
  return item === undefined ? undefined : toAccessToken(item);
}

/** Makes a token, or puts it in the place of the one of this id. */
export async function putAccessToken(table: Table, id: string, token: AccessToken): Promise<void> {
  const { expiresOn, ...rest } = token;
  await table.put({
    ...accessTokenKey(id),
    v: 1,
    ...rest,
    ...(expiresOn === undefined ? {} : { expiresOn: expiresOn.toISOString() }),
  });
}

/** Removes a token; nothing happens where there is none. */
export async function removeAccessToken(table: Table, id: string): Promise<void> {
  await table.remove(accessTokenKey(id));
}

function toAccessToken({ application, master, tenantPermissions, expiresOn }: Item): AccessToken {
  return {
    application: String(application),
    master: master === true,
    tenantPermissions: tenantPermissions as readonly TenantPermission[],
    ...(typeof expiresOn === 'string' ? { expiresOn: new Date(expiresOn) } : {}),
  };
}
