import { httpFunction } from '../shared/apis/http-function.ts';
import { answerGraphql } from '../shared/apis/openlift/answer-graphql.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { links } from '../shared/service/links.ts';
import { crossOrigin, retention } from '../shared/service/settings.ts';

const service = deployed(crossOrigin, callers, assetTable, links, retention);

/** Answers GraphQL queries about users and their current photos. */
export const handler = httpFunction(service, answerGraphql);
