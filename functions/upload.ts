import { httpFunction } from '../shared/http/http-function.ts';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { announcements } from '../shared/service/queues.ts';
import {
  crossOrigin,
  pictureLife,
  publicAddress,
  retention,
  tenancy,
  uploadPolicies,
} from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';
import { takeUpload } from '../shared/upload/uploads.ts';

const service = deployed(
  ...[time, crossOrigin, callers, akanaSessions, publicAddress],
  ...[uploadPolicies, tenancy, pictureLife, retention],
  ...[objectStorage, assetTable, announcements, links],
);

/** Takes files in, in every dialect. */
export const handler = httpFunction(service, takeUpload);
