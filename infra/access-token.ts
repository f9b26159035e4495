import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { askAdmin } from './ask-admin.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run access-token -- [--id UUID] --application NAME --tenant NAME --actions MANAGE_PROFILES[,…] [--expires ISO] [--stack NAME]
npm run access-token -- --id UUID --delete [--stack NAME]`;

interface TokenRequest {
  readonly id: string;
  /** Undefined to delete the token. */
  readonly token: object | undefined;
  /** The deployed stack to call; undefined for the local service. */
  readonly stack: string | undefined;
}

function readRequest(words: readonly string[]): TokenRequest {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: {
      ...{ id: text, application: text, tenant: text, actions: text, expires: text, stack: text },
      delete: { type: 'boolean' },
    },
  });
  const { id, application, tenant, actions, expires, stack } = values;
  if (id === '') throw new TypeError('--id is empty');
  if (stack === '') throw new TypeError('--stack is empty');
  if (values.delete) {
    if (id === undefined) throw new TypeError('--id is missing');
    return { id, token: undefined, stack };
  }
  if (!application) throw new TypeError('--application is missing');
  if (!tenant) throw new TypeError('--tenant is missing');
  if (!actions) throw new TypeError('--actions is missing');
  const tenantPermissions = [{ tenant, allowedActions: actions.split(',') }];
  return { id: id ?? randomUUID(), token: { application, tenantPermissions, expiresOn: expires ?? null }, stack };
}

/** Creates or replaces an access token and prints its id, or deletes one. */
async function changeToken({ id, token, stack }: TokenRequest): Promise<void> {
  const path = `/admin/access-tokens/${encodeURIComponent(id)}`;
  await askAdmin(token === undefined ? { method: 'DELETE', path } : { method: 'PUT', path, body: token }, stack);
  if (token !== undefined) console.log(id);
}

if (import.meta.main) await runCommand({ usage, read: readRequest, run: changeToken });
