import { issueTicket } from '../shared/direct/issue-ticket.ts';
import { ticketsPath } from '../shared/direct/ticket-place.ts';
import { httpFunction } from '../shared/http/http-function.ts';
import { routed } from '../shared/http/routed.ts';
import { listPhotos } from '../shared/own-photos/list-photos.ts';
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
