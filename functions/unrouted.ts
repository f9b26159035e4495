// Serves every API: answers requests without a route in the words of the path's API, and CORS preflights.

import { httpFunction } from '../shared/apis/http-function.ts';
import { answerUnrouted } from '../shared/apis/unrouted.ts';
import { crossOrigin } from '../shared/http/cross-origin.ts';
import { deployed } from '../shared/service/deployed.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [crossOrigin] as const;

export const handler = httpFunction(deployed(parts), answerUnrouted);
