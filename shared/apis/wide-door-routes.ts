import type { Method, Route } from '../http/route.ts';
import type { StoreIntegration } from '../http/store-integration.ts';
import { doorStatuses, inboxResource, outcomeResource } from '../uploads/wide-door.ts';
import { gatewayErrorBody } from './refuse.ts';

/**
 * The routes of the wide door. The edge sends it uploads that are too large for a function; the gateway stores their
 * bodies and redirects the clients to the outcome. Some clients repeat the upload's method there, without its body.
 */
export function wideDoorRoutes(apiRoutes: readonly Route[]) {
  const uploads = new Set(apiRoutes.flatMap(({ method, upload }) => (upload === undefined ? [] : [method])));
  const stored = [...uploads].map((method) => {
    return { method, path: inboxResource, function: 'door', stores: intoInbox } as const;
  });
  const repeated = [...uploads].map((method) => {
    return { method, path: outcomeResource, function: 'upload', as: 'GET' as Method } as const;
  });
  return [...stored, { method: 'GET', path: outcomeResource, function: 'upload' } as const, ...repeated] as const;
}

/** How the gateway stores bodies and what it answers; both depend on the authorizer's context (`DoorContext`). */
const intoInbox: StoreIntegration = {
  bucket: 'transient',
  path: '{folder}/{key}',
  mayWrite: 'inbox/*',
  requestParameters: {
    'integration.request.path.folder': 'context.authorizer.folder',
    'integration.request.path.key': 'context.authorizer.key',
    'integration.request.header.Content-Type': 'method.request.header.Content-Type',
  },
  responses: [
    {
      selectionPattern: '2\\d{2}',
      statusCode: '303',
      responseParameters: {
        ...readableByAll('application/json'),
        'method.response.header.Location': 'context.authorizer.location',
      },
      template: '{"location":"$context.authorizer.location"}',
    },
    {
      selectionPattern: '403',
      statusCode: '403',
      responseParameters: {
        ...readableByAll(),
        'method.response.header.Content-Type': 'context.authorizer.contentType',
        'method.response.header.Content-Security-Policy': 'context.authorizer.contentSecurityPolicy',
        'method.response.header.Origin-Agent-Cluster': 'context.authorizer.originAgentCluster',
      },
      template: `${doorStatuses.map(statusOverride).join('')}$context.authorizer.body`,
    },
    {
      statusCode: '503',
      responseParameters: readableByAll('application/json'),
      template: gatewayErrorBody({
        status: 503,
        code: 'unavailable',
        message: 'The upload could not be stored',
        requestId: '$context.requestId',
      }),
    },
  ],
};

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html */
function statusOverride(status: number): string {
  return `#if($context.authorizer.status == "${status}")#set($context.responseOverride.status = ${status})#end`;
}

/** The answers contain nothing that the client does not have already, so pages of every origin may read them. */
function readableByAll(contentType?: string): Record<string, string> {
  return {
    'method.response.header.Access-Control-Allow-Origin': "'*'",
    'method.response.header.Cache-Control': "'no-store'",
    'method.response.header.X-Content-Type-Options': "'nosniff'",
    ...(contentType === undefined ? {} : { 'method.response.header.Content-Type': `'${contentType}'` }),
  };
}
