import { findOutcome, type Outcome, settleOutcome } from '../assets/outcome-item.ts';
import { refuse, toFailure } from '../dialects/dialects.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import { logFailure } from '../log.ts';
import type { Service } from '../service/service.ts';
import type { ObjectRef } from '../storage/storage.ts';

/** Which host users name is told to those functions alone that word an answer by it. */
type SettlingService = Pick<Service, 'table' | 'inbox'> & Partial<Pick<Service, 'publicHost'>>;

/** An upload that waits in the inbox to be answered. */
export interface WaitingUpload {
  readonly id: string;
  readonly place: ObjectRef;
  /** What the answer is worded for. */
  readonly request: RequestHead;
  /** Until when the answer is kept. */
  readonly expiresAt: Date;
}

/**
 * Answers an upload, the same however often and by however many at once it is asked: the first outcome, be it a refusal, is kept,
 * and what lay in the inbox goes. Nothing is settled where `answer` finds nothing to judge, or by what is nobody's fault but ours.
 */
export async function settleUpload(
  service: SettlingService,
  { id, place, request, expiresAt }: WaitingUpload,
  answer: () => Promise<HttpResponse | undefined>,
): Promise<Outcome | undefined> {
  const outcome = (await findOutcome(service.table, id)) ?? (await settle(service, { id, request, expiresAt }, answer));
  if (outcome === undefined) return undefined;
  // The bucket's lifecycle takes away what stays here.
  await service.inbox.remove(place).catch((error: unknown) => logFailure('A judged upload stays in the inbox', error));
  return outcome;
}

async function settle(
  { table, publicHost }: SettlingService,
  { id, request, expiresAt }: Omit<WaitingUpload, 'place'>,
  answer: () => Promise<HttpResponse | undefined>,
): Promise<Outcome | undefined> {
  const offered = await answer().catch((error: unknown) => {
    const failure = toFailure(error);
    if (failure.code === 'internal') throw error;
    return refuse(failure, request, publicHost);
  });
  if (offered === undefined) return findOutcome(table, id); // who asked at the same time may have taken it away
  return settleOutcome(table, id, { ...toOutcome(offered), expiresAt });
}

function toOutcome({ status, headers, body = '' }: HttpResponse): Outcome {
  if (typeof body !== 'string') throw new TypeError('An upload is answered with text');
  return { status, headers, body };
}
