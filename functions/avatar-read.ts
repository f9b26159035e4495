import { readAkanaAvatar } from '../shared/apis/akana/read-avatar.ts';
import { readTemporaryPicture } from '../shared/apis/akana/read-picture.ts';
import { readBoxAvatar } from '../shared/apis/box/read-avatar.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { routed } from '../shared/apis/routed.ts';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { renderer } from '../shared/service/renderer.ts';
import { crossOrigin, retention } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(
  ...[time, crossOrigin, callers, akanaSessions, retention],
  ...[objectStorage, assetTable, renderer],
);

/** Serves the current photos of users, and pictures that may become theirs. */
export const handler = streamingFunction(
  service,
  routed<ReturnType<typeof service>>({
    '/2.0/users/{user_id}/avatar': readBoxAvatar,
    '/api/users/{userId}/avatar': readAkanaAvatar,
    '/api/dropbox/pictures/{pictureId}': readTemporaryPicture,
  }),
);
