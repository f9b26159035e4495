// Serves the account, OpenLift, Box, Akana and Crafter APIs: receives uploads, and answers the outcomes of stored ones.

import { akanaSessions, pictureLife } from '../shared/apis/akana/settings.ts';
import { crafterPolicy, tenancy } from '../shared/apis/crafter/settings.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { answerStatus } from '../shared/apis/openlift/answer-status.ts';
import { openliftPolicy } from '../shared/apis/openlift/settings.ts';
import { knownUploads, uploadHandlers } from '../shared/apis/uploads.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { publicAddress } from '../shared/http/public-address.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { inbox, objectStorage } from '../shared/service/object-storage.ts';
import { passes } from '../shared/service/passes.ts';
import { activeLimit, privacy } from '../shared/service/photo-rules.ts';
import { announcements } from '../shared/service/queues.ts';
import { scanner } from '../shared/service/scanner.ts';
import { time } from '../shared/service/time.ts';
import { answerOutcome } from '../shared/uploads/answer-outcome.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [
  time,
  crossOrigin,
  callers,
  akanaSessions,
  publicAddress,
  openliftPolicy,
  crafterPolicy,
  privacy,
  tenancy,
  pictureLife,
  activeLimit,
  scanner,
  objectStorage,
  inbox,
  assetTable,
  announcements,
  links,
  passes,
] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('upload', {
    ...uploadHandlers,
    'GET /outcome/{path+}': (opened, request) => answerOutcome(opened, { known: knownUploads, request }),
    'GET /api/storage/profile-photo/direct/{uploadId}': answerStatus,
  }),
);
