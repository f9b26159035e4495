// Serves the account API: shows and changes accounts and their chosen avatars.

import { changeAccount } from '../shared/apis/account/change-account.ts';
import { showAccount } from '../shared/apis/account/show-account.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { retentionQueue } from '../shared/service/queues.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, crossOrigin, callers, assetTable, retentionQueue] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('account', {
    'GET /account/me': showAccount,
    'PUT /account/me': changeAccount,
    'GET /account/profile': showAccount,
    'PUT /account/profile': changeAccount,
  }),
);
