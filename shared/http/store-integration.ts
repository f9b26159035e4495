import type { BucketName } from '../storage/storage.ts';
import { gatewayErrorBody } from './gateway-errors.ts';

/**
 * How API Gateway itself puts a request's body into a bucket, byte for byte and however far it is above what fits into an event: a
 * service integration with S3's PutObject, in API Gateway's own terms, so that the stack takes it as it stands and the local
 * gateway applies it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export interface StoreIntegration {
  readonly bucket: BucketName;
  /** The object's key; its variable is an `integration.request.path` below. */
  readonly path: string;
  /** From where each parameter of the call comes. */
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly responses: readonly StoreResponse[];
}

/** What is answered where S3's own status fits the pattern; without one, to every other status. */
export interface StoreResponse {
  readonly selectionPattern?: string;
  readonly statusCode: string;
  /** From where each header comes. */
  readonly responseParameters: Readonly<Record<string, string>>;
  /** The body, in which a variable stands for itself. */
  readonly template: string;
}

/** Where the wide door puts bodies, by what their authorizer says in its context. */
export const intoInbox: StoreIntegration = {
  bucket: 'transient',
  path: 'inbox/{key}',
  requestParameters: {
    'integration.request.path.key': 'context.authorizer.key',
    'integration.request.header.Content-Type': 'method.request.header.Content-Type',
  },
  responses: [
    {
      selectionPattern: '2\\d{2}',
      statusCode: '303',
      responseParameters: { ...forEveryOrigin(), 'method.response.header.Location': 'context.authorizer.location' },
      template: '{"location":"$context.authorizer.location"}',
    },
    {
      statusCode: '503',
      responseParameters: forEveryOrigin(),
      template: gatewayErrorBody({
        status: 503,
        code: 'unavailable',
        message: 'The upload could not be stored',
        requestId: '$context.requestId',
      }),
    },
  ],
};

/** Neither answer says anything of anybody who has not the ticket anyway, and neither may be kept. */
function forEveryOrigin() {
  return {
    'method.response.header.Access-Control-Allow-Origin': "'*'",
    'method.response.header.Cache-Control': "'no-store'",
    'method.response.header.Content-Type': "'application/json'",
  };
}

/** What an authorizer hands to the integration, as its context. */
export type StoreContext = {
  /** The object's name in the inbox. */
  readonly key: string;
  /** Where the client goes on, relative to where it is. */
  readonly location: string;
};
