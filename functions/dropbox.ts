import { cropTemporaryPicture } from '../shared/apis/akana/crop-picture.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { crossOrigin } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, callers, akanaSessions, assetTable);

/** Crops temporary pictures. */
export const handler = httpFunction(service, cropTemporaryPicture);
