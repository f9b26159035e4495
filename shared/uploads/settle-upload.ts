import { findOutcome, type Outcome, settleOutcome } from '../assets/outcome-item.ts';
import type { TablePart } from '../assets/table.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { HttpResponse } from '../http/message.ts';
import type { ObjectRef } from '../storage/storage.ts';
import { logFailure } from '../telemetry/log.ts';
import type { InboxPart } from './inbox.ts';

/** An upload whose body is stored and waits to be judged. */
interface WaitingUpload {
  readonly id: string;
  readonly object: ObjectRef;
  /** Whether a client can store the object again after the outcome; it is then deleted unread. */
  readonly mayComeAgain: boolean;
  /** When the outcome expires. */
  readonly expiresAt: Date;
  /** A failure in the words of the upload's API. */
  refuse(failure: PhotoFailure): HttpResponse;
  /** Judges the body. Undefined if there is none. */
  answer(): Promise<HttpResponse | undefined>;
}

/**
 * Settles an upload. Idempotent: the first answer, which may be a refusal, is stored and returned to every caller, and
 * the body is deleted. Undefined if `answer` finds no body. Internal errors are thrown and store nothing.
 */
export async function settleUpload(
  { table, inbox }: TablePart & InboxPart,
  { id, object, mayComeAgain, expiresAt, refuse, answer }: WaitingUpload,
): Promise<Outcome | undefined> {
  const known = await findOutcome(table, id);
  if (known !== undefined) {
    if (mayComeAgain) await deleteBody(inbox, object);
    return known;
  }
  const offered = await answer().catch((error: unknown) => {
    if (error instanceof PhotoFailure && error.code !== 'internal') return refuse(error);
    throw error;
  });
  if (offered === undefined) return findOutcome(table, id); // a concurrent request may have settled it
  const outcome = await settleOutcome(table, { ...toOutcome(offered), uploadId: id, expiresAt });
  await deleteBody(inbox, object);
  return outcome;
}

/** Deletes a body. If that fails, the bucket's lifecycle rule deletes it. */
async function deleteBody(inbox: InboxPart['inbox'], object: ObjectRef): Promise<void> {
  await inbox
    .remove(object)
    .catch((error: unknown) => logFailure('The body of a settled upload was not deleted', { error }));
}

function toOutcome({ status, headers, body = '' }: HttpResponse): Outcome {
  if (typeof body !== 'string') throw new TypeError('The answer to an upload must be text');
  return { status, headers, body };
}
