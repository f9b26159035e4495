// Serves the OpenLift API: GraphQL queries about users and their current photos.

import { dispatch } from '../shared/apis/dispatch.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { answerGraphql } from '../shared/apis/openlift/answer-graphql.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [crossOrigin, callers, assetTable, links, activeLimit] as const;

export const handler = httpFunction(
  deployed(parts),
  dispatch('graphql', {
    'GET /graphql': answerGraphql,
    'POST /graphql': answerGraphql,
  }),
);
