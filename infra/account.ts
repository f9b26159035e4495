import { parseArgs } from 'node:util';
import { askAdmin } from './ask-admin.ts';
import { runCommand } from './run-command.ts';

const usage =
  'npm run account -- --id ID [--username NAME] [--email ADDRESS] [--status active|inactive] [--tenant NAME] [--customer ID] [--stack NAME]';

interface AccountRequest {
  readonly id: string;
  /** Null clears the field. */
  readonly fields: Readonly<Record<string, string | null>>;
  /** The deployed stack to call; undefined for the local service. */
  readonly stack: string | undefined;
}

function readRequest(words: readonly string[]): AccountRequest {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: { id: text, username: text, email: text, status: text, tenant: text, customer: text, stack: text },
  });
  const { id, stack, ...said } = values;
  if (!id) throw new TypeError('--id is missing');
  if (stack === '') throw new TypeError('--stack is empty');
  return { id, fields: Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value || null])), stack };
}

/** Creates or changes an account, and prints it as JSON. */
async function putAccount({ id, fields, stack }: AccountRequest): Promise<void> {
  const path = `/admin/accounts/${encodeURIComponent(id)}`;
  console.log(JSON.stringify(await askAdmin({ method: 'PUT', path, body: fields }, stack), undefined, 2));
}

if (import.meta.main) await runCommand({ usage, read: readRequest, run: putAccount });
