// Serves the account API: photos of public scope by their id.

import { readPublic } from '../shared/apis/account/read-public.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [crossOrigin, assetTable, objectStorage] as const;

export const handler = streamingFunction(
  deployed(parts),
  dispatch('public-read', {
    'GET /storage/{name}': readPublic,
  }),
);
