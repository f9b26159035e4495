// Serves the Crafter API: lists, describes and reads attachments.

import {
  describeAttachment,
  listProfileAttachments,
  readAttachment,
} from '../shared/apis/crafter/answer-attachments.ts';
import { tenancy } from '../shared/apis/crafter/settings.ts';
import { dispatch } from '../shared/apis/dispatch.ts';
import { streamingFunction } from '../shared/apis/http-function.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { time } from '../shared/service/time.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [time, crossOrigin, assetTable, objectStorage, tenancy] as const;

export const handler = streamingFunction(
  deployed(parts),
  dispatch('attachments', {
    'GET /api/1/profile/{id}/attachments': listProfileAttachments,
    'GET /api/1/profile/{id}/attachments.json': listProfileAttachments,
    'GET /api/1/profile/{id}/attachments/.json': listProfileAttachments,
    'GET /api/1/profile/{id}/attachment/{name}': readAttachment,
    'GET /api/1/profile/{id}/attachment/{name}/details': describeAttachment,
    'GET /api/1/profile/{id}/attachment/{name}/details.json': describeAttachment,
  }),
);
