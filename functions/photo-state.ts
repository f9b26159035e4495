// Serves the OpenLift and Box APIs: restores and deletes photos.

import { removeBoxAvatar } from '../shared/apis/box/remove-avatar.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { deletePhoto, restoreOwnPhoto } from '../shared/apis/openlift/change-photo.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';
import { retentionQueue } from '../shared/service/queues.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [
  time,
  crossOrigin,
  callers,
  assetTable,
  objectStorage,
  retentionQueue,
  links,
  activeLimit,
] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('photo-state', {
    'DELETE /api/storage/profile-photo/{assetId}': deletePhoto,
    'POST /api/storage/profile-photo/{assetId}/restore': restoreOwnPhoto,
    'DELETE /2.0/users/{user_id}/avatar': removeBoxAvatar,
  }),
);
