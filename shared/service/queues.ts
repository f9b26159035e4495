import { SQSClient } from '@aws-sdk/client-sqs';
import { openQueueFolder, openSqs, type Queue } from '../storage/queue.ts';
import { type QueueConfig, readAnnouncementQueue, readRetentionQueue } from './config.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export const retentionQueue: Part<'queue'> = (read) => ({ queue: toQueue(readRetentionQueue(read)) });

export const announcements: Part<'announcements'> = (read) => {
  const queue = readAnnouncementQueue(read);
  return { announcements: queue && toQueue(queue) };
};

function toQueue(queue: QueueConfig): Queue {
  return 'folder' in queue ? openQueueFolder(queue.folder, clock) : openSqs(new SQSClient(), queue.url);
}
