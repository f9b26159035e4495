import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logFailure } from '../log.ts';
import { photosOf, type SettlingService, settlePhoto } from './storage-event.ts';

/** Works off a batch of the queue; what fails is named, so that only that is delivered again. */
export async function settleBatch(service: SettlingService, { Records }: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      for (const photo of photosOf(body)) await settlePhoto(service, photo);
    } catch (error) {
      logFailure('A storage event failed', error, { messageId });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
