// Serves the portrait API: accounts and access tokens, for administrators.

import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { administer } from '../shared/apis/portrait/administer.ts';
import { deleteAccessToken, replaceAccessToken } from '../shared/apis/portrait/change-access-token.ts';
import { putAccount } from '../shared/apis/portrait/put-account.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, crossOrigin, callers, assetTable] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('admin', {
    'PUT /admin/accounts/{id}': administer(putAccount),
    'PUT /admin/access-tokens/{id}': administer(replaceAccessToken),
    'DELETE /admin/access-tokens/{id}': administer(deleteAccessToken),
  }),
);
