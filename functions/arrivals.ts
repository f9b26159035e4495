// Serves the OpenLift API: judges photos that clients stored with tickets, when the store announces them.

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { openliftPolicy } from '../shared/apis/openlift/settings.ts';
import { settleArrival } from '../shared/apis/openlift/settle-arrival.ts';
import { processBatch } from '../shared/photos/process-batch.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { privacy } from '../shared/service/photo-rules.ts';
import { announcements } from '../shared/service/queues.ts';
import { scanner } from '../shared/service/scanner.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, openliftPolicy, privacy, scanner, assetTable, objectStorage, announcements, links] as const;

const open = deployed(parts);

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const opened = open();
  return processBatch(event, (message) => settleArrival(opened, message));
};
