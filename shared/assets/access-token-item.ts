import { createHash } from 'node:crypto';
import type { AccessToken, TenantPermission } from '../core/access-token.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The key of an access token item. The token's id is the credential, so only its SHA-256 is stored: reading the table
 * reveals no credential, and the time of a lookup does not depend on the id.
 */
function accessTokenKey(id: string): Key {
  return { pk: `TOKEN#${createHash('sha256').update(id).digest('hex')}`, sk: 'TOKEN' };
}

/** The token with this id, even if it has expired; undefined if it is unknown. One GetItem. */
export async function findAccessToken(table: Table, id: string): Promise<AccessToken | undefined> {
  const item = await table.get(accessTokenKey(id));
  return item === undefined ? undefined : toAccessToken(item);
}

/** Creates or replaces the token with this id. One PutItem. */
export async function putAccessToken(
  table: Table,
  { id, token }: { readonly id: string; readonly token: AccessToken },
): Promise<void> {
  const { expiresOn, ...rest } = token;
  await table.put({
    ...accessTokenKey(id),
    v: 1,
    ...rest,
    ...(expiresOn === undefined ? {} : { expiresOn: expiresOn.toISOString() }),
  });
}

/** Removes a token. Idempotent. One DeleteItem. */
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
