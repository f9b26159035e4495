// Serves the Akana API: makes temporary pictures the avatars of users.

import { changeUser } from '../shared/apis/akana/change-user.ts';
import { akanaSessions } from '../shared/apis/akana/settings.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';
import { announcements } from '../shared/service/queues.ts';
import { renderer } from '../shared/service/renderer.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [
  time,
  crossOrigin,
  callers,
  akanaSessions,
  activeLimit,
  objectStorage,
  assetTable,
  announcements,
  renderer,
] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('user-avatar', {
    'PUT /api/users/{userId}': changeUser,
  }),
);
