import { createContext, runInContext } from 'node:vm';
import { minified } from '../../../infra/aws/cdn.ts';
import { viewerFunctionCode } from '../../../infra/edge/viewer-function.ts';
import { servedRoutes as servedRoutesOf } from '../../../shared/apis/routes.ts';
import { type Environment, Variables } from '../../../shared/core/variables.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export type Values = Readonly<Record<string, { value: string; multiValue?: readonly { value: string }[] }>>;

export interface ViewerRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: Values;
  readonly headers: Values;
  readonly cookies: Values;
}

/** The result of the function: the request, perhaps changed, or an answer. */
export type AtTheEdge = Partial<ViewerRequest> & {
  readonly statusCode?: number;
  readonly body?: { readonly encoding: string; readonly data: string };
};

export interface EdgeGiven {
  readonly hasWideDoor?: boolean;
  readonly variables?: Environment;
  readonly form?: CodeForm;
}

/** The code as the local gateway runs it, and as it is deployed. */
type CodeForm = 'plain' | 'minified';
export const codeForms: readonly CodeForm[] = ['plain', 'minified'];

export const prefix = '/crafter-profile';
export const servedRoutes = servedRoutesOf(new Variables({}));

/** The code that runs at the edge. */
export function edgeCode({ hasWideDoor = true, variables = {}, form = 'plain' }: EdgeGiven = {}): string {
  const read = new Variables(variables);
  const code = viewerFunctionCode({ routes: servedRoutesOf(read), read, hasWideDoor });
  return form === 'plain' ? code : minified(code);
}

/** The function at the edge, as a function of a viewer's request. */
export function edgeOf(given: EdgeGiven = {}): (request: Partial<ViewerRequest>) => AtTheEdge {
  const handler = runInContext(`${edgeCode(given)}\nhandler`, createContext({})) as (event: object) => AtTheEdge;
  return (request) =>
    // its objects are of another realm, so deepEqual would find their prototypes different
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
