// Serves the OpenLift and Box APIs: photos and renditions by signed links.

import { dispatch } from '../shared/apis/dispatch.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { readSigned } from '../shared/apis/openlift/read-signed.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { deployed } from '../shared/service/deployed.ts';
import { linkTokens } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { renderer } from '../shared/service/renderer.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, crossOrigin, linkTokens, objectStorage, renderer] as const;

export const handler = streamingFunction(
  deployed(parts),
  dispatch('signed-read', {
    'GET /api/storage/signed/{bucket}/{path+}': readSigned,
  }),
);
