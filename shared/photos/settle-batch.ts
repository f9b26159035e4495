import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logFailure } from '../telemetry/log.ts';

/** Works off a batch of a queue; what fails is named, so that only that is delivered again. */
export async function settleBatch(
  { Records }: SQSEvent,
  settle: (message: string) => Promise<void>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      await settle(body);
    } catch (error) {
      logFailure('A storage event failed', error, { messageId });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
