import { removeBoxAvatar } from '../shared/apis/box/remove-avatar.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { changePhoto } from '../shared/apis/openlift/change-photo.ts';
import { routed } from '../shared/apis/routed.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { retentionQueue } from '../shared/service/queues.ts';
import { crossOrigin, retention } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, callers, assetTable, objectStorage, retentionQueue, links, retention);

/** Restores and deletes photos. */
export const handler = httpFunction(
  service,
  routed({
    '/api/storage/profile-photo/{assetId}': changePhoto,
    '/api/storage/profile-photo/{assetId}/restore': changePhoto,
    '/2.0/users/{user_id}/avatar': removeBoxAvatar,
  }),
);
