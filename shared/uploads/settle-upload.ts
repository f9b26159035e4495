import { refuse, toFailure } from '../apis/apis.ts';
import { findOutcome, type Outcome, settleOutcome } from '../assets/outcome-item.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import type { Service } from '../service/service.ts';
import type { ObjectRef } from '../storage/storage.ts';
import { logFailure } from '../telemetry/log.ts';

/** Which host users name is told to those functions alone that word an answer by it. */
type SettlingService = Pick<Service, 'table' | 'inbox'> & Partial<Pick<Service, 'publicHost'>>;

/** An upload that waits in the inbox to be answered. */
export interface WaitingUpload {
  readonly id: string;
  readonly place: ObjectRef;
  /** What the answer is worded for. */
  readonly request: RequestHead;
  /** Whether a client may put other bytes there once it is answered; they go, too, and nobody looks at them. */
  readonly mayComeAgain: boolean;
  /** Until when the answer is kept. */
  readonly expiresAt: Date;
}

/**
 * Answers an upload, the same however often and by however many at once it is asked: the first outcome, be it a refusal, is kept,
 * and what lay in the inbox goes. Nothing is settled where `answer` finds nothing to judge, or by what is nobody's fault but ours.
 */
export async function settleUpload(
  service: SettlingService,
  { id, place, mayComeAgain, request, expiresAt }: WaitingUpload,
  answer: () => Promise<HttpResponse | undefined>,
): Promise<Outcome | undefined> {
  const known = await findOutcome(service.table, id);
  if (known !== undefined) {
    if (mayComeAgain) await takeAway(service, place);
    return known;
  }
  const offered = await answer().catch((error: unknown) => {
    const failure = toFailure(error);
    if (failure.code === 'internal') throw error;
    return refuse(failure, request, service.publicHost);
  });
  if (offered === undefined) return findOutcome(service.table, id); // another may have judged it since
  const outcome = await settleOutcome(service.table, { uploadId: id, ...toOutcome(offered), expiresAt });
  await takeAway(service, place);
  return outcome;
}

/** What stays here, the bucket's lifecycle takes away. */
async function takeAway({ inbox }: SettlingService, place: ObjectRef): Promise<void> {
  await inbox.remove(place).catch((error: unknown) => logFailure('A judged upload stays in the inbox', error));
}

function toOutcome({ status, headers, body = '' }: HttpResponse): Outcome {
  if (typeof body !== 'string') throw new TypeError('An upload is answered with text');
  return { status, headers, body };
}
