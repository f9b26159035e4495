// Serves the OpenLift API: lists the caller’s photos with links, and issues tickets for direct uploads.

import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { issueTicket } from '../shared/apis/openlift/issue-ticket.ts';
import { listPhotos } from '../shared/apis/openlift/list-photos.ts';
import { openliftPolicy } from '../shared/apis/openlift/settings.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { publicAddress } from '../shared/http/public-address.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { directPuts } from '../shared/service/direct-puts.ts';
import { links } from '../shared/service/links.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [
  time,
  crossOrigin,
  callers,
  publicAddress,
  openliftPolicy,
  activeLimit,
  assetTable,
  links,
  directPuts,
] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('signed-url', {
    'GET /api/storage/profile-photo': listPhotos,
    'POST /api/storage/profile-photo/direct': issueTicket,
  }),
);
