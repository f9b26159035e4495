import { watch } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { messageFile, type WaitingMessage, waitingMessages } from '../../shared/retention/queue.ts';

export interface QueueWorker {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

const batchLength = 10;
const maxAttempts = 5;
const idleMillis = 1000;

/**
 * SQS's part on one machine: hands the messages of a queue folder to the retention function as they come due, again where
 * it names one as failed, and after five attempts aside into `dead/`. What waits at the start is due at once: delays guard
 * against uploads under way, and none of an earlier run is.
 */
export async function startQueueWorker(
  folder: string,
  deliver: (event: SQSEvent) => Promise<SQSBatchResponse>,
): Promise<QueueWorker> {
  await mkdir(join(folder, 'dead'), { recursive: true });
  const left = new Set((await waitingMessages(folder)).map(({ file }) => file));
  let stopped = false;
  let wake = () => {};
  const watcher = watch(folder, () => wake());
  const working = work();

  async function work(): Promise<void> {
    while (!stopped) {
      const slept = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const waiting = await waitingMessages(folder);
      const due = waiting.filter((message) => left.has(message.file) || message.due.getTime() <= Date.now());
      if (due.length > 0) await deliverBatch(due.slice(0, batchLength));
      else {
        const next = waiting[0]?.due.getTime() ?? Number.POSITIVE_INFINITY;
        const timer = setTimeout(wake, Math.min(idleMillis, Math.max(0, next - Date.now())));
        await slept;
        clearTimeout(timer);
      }
    }
  }

  async function deliverBatch(messages: readonly (WaitingMessage & { id: string })[]): Promise<void> {
    const bodies = await Promise.all(messages.map(({ file }) => readFile(join(folder, file), 'utf8')));
    const failed = await deliver(toSqsEvent(messages, bodies)).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      () => new Set(messages.map(({ id }) => id)),
    );
    for (const message of messages) {
      left.delete(message.file);
      if (failed.has(message.id)) await putBack(message);
      else await rm(join(folder, message.file), { force: true });
    }
  }

  async function putBack({ file, attempts, id }: WaitingMessage & { id: string }): Promise<void> {
    const due = new Date(Date.now() + 2 ** attempts * 1000);
    const next = messageFile({ due, attempts: attempts + 1, id });
    await rename(join(folder, file), attempts + 1 < maxAttempts ? join(folder, next) : join(folder, 'dead', next));
  }

  return {
    async stop() {
      stopped = true;
      watcher.close();
      wake();
      await working;
    },
  };
}

function toSqsEvent(messages: readonly (WaitingMessage & { id: string })[], bodies: readonly string[]): SQSEvent {
  return {
    Records: messages.map(({ id, due, attempts }, index) => ({
      messageId: id,
      receiptHandle: id,
      body: bodies[index] ?? '',
      attributes: {
        ApproximateReceiveCount: String(attempts + 1),
        SentTimestamp: String(due.getTime()),
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: String(Date.now()),
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:local:000000000000:retention',
      awsRegion: 'local',
    })),
  };
}
