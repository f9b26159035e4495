// Serves the Box and Akana APIs: current photos of users, and temporary pictures.

import { readAkanaAvatar } from '../shared/apis/akana/read-avatar.ts';
import { readTemporaryPicture } from '../shared/apis/akana/read-picture.ts';
import { akanaSessions } from '../shared/apis/akana/settings.ts';
import { readBoxAvatar } from '../shared/apis/box/read-avatar.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';
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
  renderer,
] as const;

export const handler = streamingFunction(
  deployed(parts),
  dispatch('avatar-read', {
    'GET /2.0/users/{user_id}/avatar': readBoxAvatar,
    'GET /api/users/{userId}/avatar': readAkanaAvatar,
    'GET /api/dropbox/pictures/{pictureId}': readTemporaryPicture,
  }),
);
