import type { Item, Key, Table } from './table.ts';

/** The stored first answer of an upload. */
export interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The key of an outcome item: for uploads whose answer is fetched by a later request (wide door, direct upload). */
function outcomeKey(uploadId: string): Key {
  return { pk: `UPLOAD#${uploadId}`, sk: 'OUTCOME' };
}

/** The outcome of an upload; undefined until it is settled. One GetItem. */
export async function findOutcome(table: Table, uploadId: string): Promise<Outcome | undefined> {
  const item = await table.get(outcomeKey(uploadId));
  return item && toOutcome(item);
}

/**
 * Stores an upload's outcome, and returns the stored one. Idempotent: the first outcome stays. One PutItem; if it
 * fails, one GetItem.
 */
export async function settleOutcome(
  table: Table,
  { uploadId, expiresAt, ...outcome }: Outcome & { readonly uploadId: string; readonly expiresAt: Date },
): Promise<Outcome> {
  const expires = Math.ceil(expiresAt.getTime() / 1000);
  if (await table.create({ ...outcomeKey(uploadId), v: 1, ...outcome, expires })) return outcome;
  return (await findOutcome(table, uploadId)) ?? outcome;
}

function toOutcome({ status, headers, body }: Item): Outcome {
  return { status: Number(status), headers: headers as Outcome['headers'], body: String(body) };
}
