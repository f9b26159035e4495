import { answerAttachments } from '../shared/apis/crafter/answer-attachments.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { crossOrigin, tenancy } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, assetTable, objectStorage, tenancy);

/** Lists, describes and serves attachments to applications that may manage their profile. */
export const handler = streamingFunction(service, answerAttachments);
