import type { Item, Key, Table } from './table.ts';

/** What was answered to an upload, once and for all. */
export interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The outcome item of an upload whose answer is asked for by another request than the one that brought the bytes. */
function outcomeKey(uploadId: string): Key {
  return { pk: `UPLOAD#${uploadId}`, sk: 'OUTCOME' };
}

/** The outcome of an upload, if there is one yet. One GetItem. */
export async function findOutcome(table: Table, uploadId: string): Promise<Outcome | undefined> {
  const item = await table.get(outcomeKey(uploadId));
  return item && toOutcome(item);
}

/** Settles an upload's outcome; where it was settled before, that stays, and is answered. One PutItem. */
export async function settleOutcome(
  table: Table,
  uploadId: string,
  { expiresAt, ...outcome }: Outcome & { readonly expiresAt: Date },
): Promise<Outcome> {
  const expires = Math.ceil(expiresAt.getTime() / 1000);
  if (await table.create({ ...outcomeKey(uploadId), v: 1, ...outcome, expires })) return outcome;
  return (await findOutcome(table, uploadId)) ?? outcome;
}

function toOutcome({ status, headers, body }: Item): Outcome {
  return { status: Number(status), headers: headers as Outcome['headers'], body: String(body) };
}
