import { httpFunction } from '../shared/apis/http-function.ts';
import { issueTicket } from '../shared/apis/openlift/issue-ticket.ts';
import { listPhotos } from '../shared/apis/openlift/list-photos.ts';
import { ticketsPath } from '../shared/apis/openlift/ticket-place.ts';
import { routed } from '../shared/apis/routed.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { directPuts } from '../shared/service/direct-puts.ts';
import { links } from '../shared/service/links.ts';
import { crossOrigin, openliftPolicy, publicAddress, retention } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(
  ...[time, crossOrigin, callers, publicAddress, openliftPolicy, retention],
  ...[assetTable, links, directPuts],
);

/** Issues signed links to one's own photos, and tickets to put new ones. */
export const handler = httpFunction(
  service,
  routed<ReturnType<typeof service>>({ '/api/storage/profile-photo': listPhotos, [ticketsPath]: issueTicket }),
);
