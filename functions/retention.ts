// Serves no API: adopts and archives photos when the store announces them.

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { processBatch } from '../shared/photos/process-batch.ts';
import { settlePhotos } from '../shared/photos/storage-event.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, assetTable, objectStorage, activeLimit] as const;

const open = deployed(parts);

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const opened = open();
  return processBatch(event, (message) => settlePhotos(opened, message));
};
