import { changeUser } from '../shared/apis/akana/change-user.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { announcements } from '../shared/service/queues.ts';
import { renderer } from '../shared/service/renderer.ts';
import { crossOrigin, retention } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(
  ...[time, crossOrigin, callers, akanaSessions, retention],
  ...[objectStorage, assetTable, announcements, renderer],
);

/** Makes temporary pictures the avatars of users. */
export const handler = httpFunction(service, changeUser);
