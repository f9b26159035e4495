import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { v7 } from 'uuid';
import { openTable, type Table } from './assets/table.ts';
import type { Config } from './config.ts';
import { openJwt, type VerifyCaller } from './identity/jwt.ts';
import { type LinkTokens, openLinkTokens } from './identity/link-token.ts';
import { type Links, openLinks } from './reading/links.ts';
import { openQueueFolder, openSqs, type Queue } from './retention/queue.ts';
import { openLocalFolder } from './storage/local-folder.ts';
import { openS3 } from './storage/s3.ts';
import type { Storage } from './storage/storage.ts';

/** The parts that functions work with; the only place where they meet. */
export interface Service {
  readonly config: Config;
  readonly clock: () => Date;
  readonly newAssetId: (at: Date) => string;
  readonly storage: Storage;
  /** Whether the store itself sends a message when an object lies there. */
  readonly storageAnnounces: boolean;
  readonly table: Table;
  readonly queue: Queue;
  readonly verifyCaller: VerifyCaller;
  readonly linkTokens: LinkTokens;
  readonly links: Links;
}

export function openService(config: Config): Service {
  const clock = () => new Date();
  const linkTokens = openLinkTokens(config.linkSecret, clock);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    config,
    clock,
    newAssetId: (at) => v7({ msecs: at.getTime() }),
    storage: openStorage(config.storage),
    storageAnnounces: config.storage.provider === 'S3' && 'url' in config.retentionQueue,
    table: openTable(documents, config.assetTable),
    queue: openQueue(config.retentionQueue, clock),
    verifyCaller: openJwt(config.trust, clock),
    linkTokens,
    links: openLinks(linkTokens, config.links, clock),
  };
}

function openStorage(storage: Config['storage']): Storage {
  if (storage.provider === 'LOCAL') return openLocalFolder(storage.basePath);
  const { endpoint, forcePathStyle, buckets } = storage;
  const client = new S3Client({
    forcePathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    // Bytes on their way out are not hashed again: TLS guards them, and the client has the ETag.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return openS3(client, buckets);
}

function openQueue(queue: Config['retentionQueue'], clock: () => Date): Queue {
  return 'folder' in queue ? openQueueFolder(queue.folder, clock) : openSqs(new SQSClient(), queue.url);
}
