import { deployedService } from '../shared/deployed-service.ts';
import { answerGraphql } from '../shared/graphql/answer-graphql.ts';
import { httpFunction } from '../shared/http/http-function.ts';

/** Answers GraphQL queries about users and their current photos. */
export const handler = httpFunction(deployedService, answerGraphql);
