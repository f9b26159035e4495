import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { syncFolder, writeSynced } from './synced-file.ts';

/** Delivers messages to the retention function at least once, in any order. */
export interface Queue {
  /** Sends a message. Once the call returns, the message survives a crash. */
  send(message: string, options?: { delaySeconds?: number }): Promise<SentMessage>;
}

/** A message that was sent. */
interface SentMessage {
  /** Delivers a delayed message now; SQS, which cannot do that, gets it a second time without a delay. */
  hasten(): Promise<void>;
}

/** Opens the queue in SQS. */
export function openSqs(client: SQSClient, url: string): Queue {
  return {
    async send(message, { delaySeconds = 0 } = {}) {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: message, DelaySeconds: delaySeconds }));
      return {
        async hasten() {
          if (delaySeconds > 0) await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: message }));
        },
      };
    },
  };
}

/** A message that waits in a queue folder. */
export interface WaitingMessage {
  readonly file: string;
  readonly due: Date;
  /** How often it was delivered in vain. */
  readonly attempts: number;
}

/** The queue as a folder, one file a message, named `{due in ms}.{attempts}.{id}.json`. */
export function openQueueFolder(folder: string, clock: () => Date): Queue {
  return {
    async send(message, { delaySeconds = 0 } = {}) {
      await mkdir(folder, { recursive: true });
      const id = randomUUID();
      const name = messageFile({ due: new Date(clock().getTime() + delaySeconds * 1000), attempts: 0, id });
      const temporary = join(folder, `.${name}`);
      await writeSynced(temporary, { content: message });
      await rename(temporary, join(folder, name));
      await syncFolder(folder);
      return {
        // Not synced: under either name it is there after a crash, and due at the next start.
        hasten: () =>
          rename(join(folder, name), join(folder, messageFile({ due: clock(), attempts: 0, id }))).catch(gone),
      };
    },
  };
}

/** It was delivered already, or put back under another name. */
function gone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

export function messageFile({ due, attempts, id }: { due: Date; attempts: number; id: string }): string {
  return `${due.getTime()}.${attempts}.${id}.json`;
}

/** What waits in a queue folder, the first due first. */
export async function waitingMessages(folder: string): Promise<readonly (WaitingMessage & { readonly id: string })[]> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder, { withFileTypes: true });
  const messages = entries.flatMap((entry) => {
    const file = entry.isFile() ? entry.name : '';
    const [, due, attempts, id] = /^(\d+)\.(\d+)\.([\w-]+)\.json$/.exec(file) ?? [];
    return id === undefined ? [] : [{ file, due: new Date(Number(due)), attempts: Number(attempts), id }];
  });
  return messages.sort((a, b) => a.due.getTime() - b.due.getTime());
}

/** The queue whose messages the retention function reads. */
export interface QueuePart {
  readonly queue: Queue;
}

/** The queue in which uploads announce photos; undefined if the store itself sends an event for each object. */
export interface AnnouncementsPart {
  readonly announcements: Queue | undefined;
}
