import { showUser } from '../shared/apis/box/show-user.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { crossOrigin, retention } from '../shared/service/settings.ts';

const service = deployed(crossOrigin, callers, assetTable, links, retention);

/** Shows users. */
export const handler = httpFunction(service, showUser);
