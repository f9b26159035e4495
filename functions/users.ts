// Serves the Box API: shows users.

import { showUser } from '../shared/apis/box/show-user.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [crossOrigin, callers, assetTable, links, activeLimit] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('users', {
    'GET /2.0/users/me': showUser,
    'GET /2.0/users/{user_id}': showUser,
  }),
);
