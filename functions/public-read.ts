import { readPublic } from '../shared/apis/account/read-public.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { crossOrigin } from '../shared/service/settings.ts';

const service = deployed(crossOrigin, assetTable, objectStorage);

/** Serves photos of public scope by their id. */
export const handler = streamingFunction(service, readPublic);
