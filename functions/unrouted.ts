import { httpFunction } from '../shared/http/http-function.ts';
import { answerUnrouted } from '../shared/http/unrouted.ts';
import { deployed } from '../shared/service/deployed.ts';
import { crossOrigin } from '../shared/service/settings.ts';

/** Answers what no route takes, in the words of the API that the path belongs to, and browsers that ask beforehand. */
export const handler = httpFunction(deployed(crossOrigin), answerUnrouted);
