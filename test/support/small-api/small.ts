import { answerFailure, type FailureCode, type Refusals } from '../../../shared/core/failure.ts';
import type { Api } from '../../../shared/http/api.ts';
import { type HttpResponse, json, type RequestHead } from '../../../shared/http/message.ts';
import { smallRoutes } from './routes.ts';

/** An API that exists in the tests alone. Its refusals name the path, the time in two forms, and the request. */
export const small: Api<typeof smallRoutes> = {
  name: 'small',
  prefixes: ['/small'],
  routes: smallRoutes,
  refuse: (failure, { request }) => answerFailure(refusals(request), failure),
};

function refusals({ path, at, requestId }: RequestHead): Refusals<HttpResponse> {
  const said = (status: number, code: FailureCode) =>
    json(status, { status, code, path, timestamp: at.toISOString(), millis: at.getTime(), requestId });
  return {
    unauthenticated: () => said(401, 'unauthenticated'),
    forbidden: () => said(403, 'forbidden'),
    'bad-request': () => said(400, 'bad-request'),
    'request-too-large': () => said(413, 'request-too-large'),
    'length-required': () => said(411, 'length-required'),
    'not-found': () => said(404, 'not-found'),
    'method-not-allowed': () => said(405, 'method-not-allowed'),
    internal: () => said(500, 'internal'),
  };
}
