// Serves every API: answers requests that no route takes, in the words of the API of the path, and CORS preflights.
import { httpFunction } from '../shared/apis/http-function.ts';
import { answerUnrouted } from '../shared/apis/unrouted.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { deployed } from '../shared/service/deployed.ts';

/** The parts that it works with; the stack gives it the variables that they read. */
export const parts = [crossOrigin] as const;

export const handler = httpFunction(deployed(parts), answerUnrouted);
