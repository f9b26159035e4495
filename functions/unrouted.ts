import { deployedService } from '../shared/deployed-service.ts';
import { httpFunction } from '../shared/http/http-function.ts';
import { answerUnrouted } from '../shared/http/unrouted.ts';

/** Answers what no route takes, in the words of the API that the path belongs to. */
export const handler = httpFunction(deployedService, answerUnrouted);
