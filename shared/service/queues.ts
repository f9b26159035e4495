import { SQSClient } from '@aws-sdk/client-sqs';
import { part } from '../core/part.ts';
import { type AnnouncementsPart, openQueueFolder, openSqs, type Queue, type QueuePart } from '../storage/queue.ts';
import {
  type QueueConfig,
  readAnnouncementQueue,
  readRetentionQueue,
  storageVariableNames,
} from '../storage/settings.ts';

/** The queue of retention. */
export const retentionQueue = part<QueuePart>(['RETENTION_QUEUE_URL'], (read, clock) => ({
  queue: openQueue(readRetentionQueue(read), clock),
}));

/** The queue that announces stored objects; undefined if the store sends events itself. */
export const announcements = part<AnnouncementsPart>(
  ['RETENTION_QUEUE_URL', ...storageVariableNames],
  (read, clock) => {
    const queue = readAnnouncementQueue(read);
    return { announcements: queue && openQueue(queue, clock) };
  },
);

function openQueue(queue: QueueConfig, clock: () => Date): Queue {
  return 'folder' in queue ? openQueueFolder(queue.folder, clock) : openSqs(new SQSClient(), queue.url);
}
