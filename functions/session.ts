// Serves the Akana API: opens, shows and renews sessions.

import { logIn, renewLogin, showLogin } from '../shared/apis/akana/login.ts';
import { akanaSessions } from '../shared/apis/akana/settings.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [crossOrigin, callers, akanaSessions, assetTable] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('session', {
    'POST /api/login': logIn,
    'GET /api/login/status': showLogin,
    'POST /api/login/renewToken': renewLogin,
  }),
);
