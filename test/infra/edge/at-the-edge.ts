import { createContext, runInContext } from 'node:vm';
import { viewerFunctionCode } from '../../../infra/edge/viewer-function.ts';
import { routesUnder } from '../../../shared/apis/routes.ts';
import { sampleConfig } from '../../support/fake-service.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export type Values = Readonly<Record<string, { value: string; multiValue?: readonly { value: string }[] }>>;

export interface ViewerRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: Values;
  readonly headers: Values;
  readonly cookies: Values;
}

/** What becomes of a request: it goes on, perhaps changed, or it is answered. */
export type AtTheEdge = Partial<ViewerRequest> & {
  readonly statusCode?: number;
  readonly body?: { readonly encoding: string; readonly data: string };
};

export interface EdgeGiven {
  readonly prefix?: string;
  readonly hasWideDoor?: boolean;
  readonly policies?: typeof sampleConfig;
}

export const prefix = '/crafter-profile';
export const servedRoutes = routesUnder(prefix);

/** The code that runs at the edge, for the sample configuration. */
export function sampleCode(given: EdgeGiven = {}): string {
  const { hasWideDoor = true, policies = sampleConfig } = given;
  return viewerFunctionCode({ routes: routesUnder(given.prefix ?? prefix), policies, hasWideDoor });
}

/** The function at the edge, which takes a viewer's request. */
export function edgeOf(given: EdgeGiven = {}): (request: Partial<ViewerRequest>) => AtTheEdge {
  const handler = runInContext(`${sampleCode(given)}\nhandler`, createContext({})) as (event: object) => AtTheEdge;
  return (request) =>
    // what it makes is of another realm, and equals nothing of this one
    JSON.parse(JSON.stringify(handler({ ...sampleEvent, request: structuredClone(viewerRequest(request)) })));
}

export function viewerRequest(given: Partial<ViewerRequest> = {}): ViewerRequest {
  return { method: 'GET', uri: '/x', querystring: {}, headers: {}, cookies: {}, ...given };
}

const sampleEvent = {
  version: '1.0',
  context: { distributionDomainName: 'd1.cloudfront.net', eventType: 'viewer-request', requestId: 'request-1' },
  viewer: { ip: '192.0.2.1' },
};
