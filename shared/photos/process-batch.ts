import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logFailure } from '../telemetry/log.ts';

/** Processes a batch of a queue. It names the messages that failed, so that only these are delivered again. */
export async function processBatch(
  { Records }: SQSEvent,
  process: (message: string) => Promise<void>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      await process(body);
    } catch (error) {
      logFailure('A storage event failed', { error, messageId });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
