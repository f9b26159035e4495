import { readBoxAvatar } from '../shared/box/read-avatar.ts';
import { streamingFunction } from '../shared/http/http-function.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { renderer } from '../shared/service/renderer.ts';
import { crossOrigin, retention } from '../shared/service/settings.ts';

const service = deployed(crossOrigin, callers, assetTable, objectStorage, renderer, retention);

/** Serves the current photos of users. */
export const handler = streamingFunction(service, readBoxAvatar);
