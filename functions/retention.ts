import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { settleBatch } from '../shared/photos/settle-batch.ts';
import { settlePhotos } from '../shared/photos/storage-event.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { retention } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, assetTable, objectStorage, retention);

/** Adopts and archives photos as the store announces them. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const parts = service();
  return settleBatch(event, (message) => settlePhotos(parts, message));
};
