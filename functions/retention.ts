import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deployedService } from '../shared/deployed-service.ts';
import { settleBatch } from '../shared/retention/settle-batch.ts';

/** Adopts and archives photos as the store announces them. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> => settleBatch(deployedService(), event);
