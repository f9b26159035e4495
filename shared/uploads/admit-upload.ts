import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { matchUpload, outcomePrefix } from '../apis/routes.ts';
import { uploadAt } from '../apis/uploads.ts';
import { PhotoFailure } from '../core/failure.ts';
import { type RequestEvent, toRequestHead } from '../http/api-gateway.ts';
import type { RequestHead } from '../http/message.ts';
import type { StoreContext } from '../http/store-integration.ts';
import type { Service } from '../service/service.ts';
import { logFailure } from '../telemetry/log.ts';
import type { AdmittingService } from './upload.ts';

export type DoorService = AdmittingService & Pick<Service, 'newAssetId' | 'uploadTickets'>;

/**
 * Who may put a body into the inbox: whoever the API knows that it was sent to. A REST API's authorizer, which answers in its
 * context where the body goes, and where the client then: to the outcome, with a ticket.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function admitUpload(
  service: DoorService,
  event: RequestEvent & Pick<APIGatewayRequestAuthorizerEvent, 'methodArn'>,
): Promise<Decision> {
  const decide = (Effect: 'Allow' | 'Deny') => ({
    principalId: 'uploader',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: event.methodArn }],
    },
  });
  try {
    return { ...decide('Allow'), context: await openDoor(service, toRequestHead(event)) };
  } catch (error) {
    if (error instanceof PhotoFailure && error.code === 'unauthenticated') throw new Error(unauthorized);
    if (error instanceof PhotoFailure && error.code !== 'internal') return decide('Deny');
    logFailure('An upload could not be admitted', error, { requestId: event.requestContext.requestId });
    throw error;
  }
}

/** What an authorizer answers; who is let in, with a context. */
type Decision = APIGatewayAuthorizerResult & { readonly context?: StoreContext };

/** The error's message by which API Gateway answers 401. */
const unauthorized = 'Unauthorized';

/** What fits into an address that every client, edge and gateway on the way takes, beside its other headers. */
const maxLocationLength = 4096;

async function openDoor(service: DoorService, { path, query, ...head }: RequestHead): Promise<StoreContext> {
  const place = matchUpload(path);
  if (place === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  const upload = uploadAt(place.path);
  const who = await upload.admit(service, { ...head, ...place, query });
  const id = service.newAssetId(service.clock());
  const wordedBy = upload.dialect.wordedBy ?? [];
  const ticket = await service.uploadTickets.sign({
    id,
    path: place.path,
    query: Object.fromEntries(Object.entries(query).filter(([name]) => wordedBy.includes(name.toLowerCase()))),
    who,
  });
  const location = `${outcomePrefix}${place.path}?ticket=${ticket}`;
  if (location.length > maxLocationLength) throw new PhotoFailure('forbidden', { reason: 'The token says too much' });
  return { key: id, location };
}
