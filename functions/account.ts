import { answerAccount } from '../shared/apis/account/answer-account.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { retentionQueue } from '../shared/service/queues.ts';
import { crossOrigin } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, callers, assetTable, retentionQueue);

/** Shows and changes the caller's account, its avatar among it. */
export const handler = httpFunction(service, answerAccount);
