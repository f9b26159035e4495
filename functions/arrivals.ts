import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { settleArrival } from '../shared/apis/openlift/settle-arrival.ts';
import { settleBatch } from '../shared/photos/settle-batch.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { announcements } from '../shared/service/queues.ts';
import { scanner } from '../shared/service/scanner.ts';
import { privacy, uploadPolicies } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, uploadPolicies, privacy, scanner, assetTable, objectStorage, announcements, links);

/** Judges the photos that clients have put into the store by themselves, as the store announces them. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const parts = service();
  return settleBatch(event, (message) => settleArrival(parts, message));
};
