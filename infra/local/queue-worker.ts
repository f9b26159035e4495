import { watch } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { messageFile, type WaitingMessage, waitingMessages } from '../../shared/storage/queue.ts';
import { logFailure } from '../../shared/telemetry/log.ts';

export interface QueueWorker {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

const batchLength = 10;
const maxAttempts = 5;
const idleMillis = 1000;

/**
 * SQS's part on one machine: delivers the messages of a queue folder when they come due, retries failed ones, and moves
 * them to `dead/` after five attempts. Messages that wait at the start are due at once: delays guard against uploads in
 * progress, and no upload of an earlier run is in progress.
 */
export async function startQueueWorker(
  folder: string,
  deliver: (event: SQSEvent) => Promise<SQSBatchResponse>,
): Promise<QueueWorker> {
  await mkdir(join(folder, 'dead'), { recursive: true });
  const left = new Set((await waitingMessages(folder)).map(({ file }) => file));
  let stopped = false;
  let wake = () => {};
  const watcher = watch(folder, () => wake()).on('error', () => {}); // without it, messages wait a second at most
  const working = work();

  async function work(): Promise<void> {
    while (!stopped) {
      const slept = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const pauseMillis = await deliverDue().catch((error: unknown) => {
        logFailure('The queue folder failed', { error }); // such as by a full disk; the messages stay in the folder
        return idleMillis;
      });
      const timer = setTimeout(wake, pauseMillis);
      if (pauseMillis > 0) await slept;
      clearTimeout(timer);
    }
  }

  /** Delivers a batch of what is due; answers how long to wait for the next. */
  async function deliverDue(): Promise<number> {
    const waiting = await waitingMessages(folder);
    const due = waiting.filter((message) => left.has(message.file) || message.due.getTime() <= Date.now());
    if (due.length > 0) {
      await deliverBatch(due.slice(0, batchLength));
      return 0;
    }
    const next = waiting[0]?.due.getTime() ?? Number.POSITIVE_INFINITY;
    return Math.min(idleMillis, Math.max(1, next - Date.now()));
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
