import { httpFunction, type Verb } from '../shared/apis/http-function.ts';
import { answerStatus } from '../shared/apis/openlift/answer-status.ts';
import { statusResource } from '../shared/apis/openlift/ticket-place.ts';
import { outcomeResource } from '../shared/apis/routes.ts';
import { takeUpload } from '../shared/apis/uploads.ts';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { inbox, objectStorage } from '../shared/service/object-storage.ts';
import { announcements } from '../shared/service/queues.ts';
import { scanner } from '../shared/service/scanner.ts';
import {
  crossOrigin,
  pictureLife,
  privacy,
  publicAddress,
  retention,
  tenancy,
  uploadPolicies,
} from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';
import { uploadTickets } from '../shared/service/upload-tickets.ts';
import { answerOutcome } from '../shared/uploads/answer-outcome.ts';

const service = deployed(
  ...[time, crossOrigin, callers, akanaSessions, publicAddress],
  ...[uploadPolicies, privacy, tenancy, pictureLife, retention],
  ...[scanner, objectStorage, inbox, assetTable, announcements, links, uploadTickets],
);

const answers: Readonly<Record<string, Verb<ReturnType<typeof service>>>> = {
  [outcomeResource]: answerOutcome,
  [statusResource]: answerStatus,
};

/** Takes files in, in every dialect, and answers for those that came through the wide door or directly. */
export const handler = httpFunction(service, (parts, request) => {
  const verb = answers[request.resource] ?? takeUpload;
  return verb(parts, request);
});
