// Serves the Akana API: crops temporary pictures.

import { cropTemporaryPicture } from '../shared/apis/akana/crop-picture.ts';
import { akanaSessions } from '../shared/apis/akana/settings.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, crossOrigin, callers, akanaSessions, assetTable] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('dropbox', {
    'PUT /api/dropbox/pictures/{pictureId}': cropTemporaryPicture,
  }),
);
