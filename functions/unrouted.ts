import { httpFunction } from '../shared/apis/http-function.ts';
import { answerUnrouted } from '../shared/apis/unrouted.ts';
import { deployed } from '../shared/service/deployed.ts';
import { crossOrigin } from '../shared/service/settings.ts';

/** Answers what no route takes, in the words of the API that the path belongs to, and browsers that ask beforehand. */
export const handler = httpFunction(deployed(crossOrigin), answerUnrouted);
