import { httpFunction } from '../shared/apis/http-function.ts';
import { administer } from '../shared/apis/portrait/administer.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { crossOrigin } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, callers, assetTable);

/** Makes and changes accounts and access tokens, for administrators. */
export const handler = httpFunction(service, administer);
