import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { withoutPrefix } from '../../shared/apis/routes.ts';
import { knownUploads } from '../../shared/apis/uploads.ts';
import { putAccessToken } from '../../shared/assets/access-token-item.ts';
import { changeAccount } from '../../shared/assets/change-account.ts';
import { toRequestHead } from '../../shared/http/api-gateway.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { admitUpload } from '../../shared/uploads/admit-upload.ts';
import { answerOutcome } from '../../shared/uploads/answer-outcome.ts';
import { inboxObject } from '../../shared/uploads/inbox.ts';
import { outcomePrefix, outcomeResource } from '../../shared/uploads/wide-door.ts';
import { pictureUpload } from './akana-requests.ts';
import { callerOf, type FakeService, type FakeSettings, fakeService } from './fake-service.ts';
import { multipart } from './multipart.ts';
import { managing, profileId, tokenId, uploadRequest } from './profile-scene.ts';
import { sampleEvent } from './sample-event.ts';
import { sampleRequest } from './sample-request.ts';
import { asAlice, avatarUpload, filePart, openliftUpload } from './upload-request.ts';

/** The callers of the service, by their Authorization header. */
export const callers = {
  [asAlice]: callerOf('alice', { username: 'Alice', session: 'SESSION_USER' }),
  'Bearer machine': callerOf('machine'),
};

/** `POST /2.0/users/{user_id}/avatar`. */
export function boxUpload(userId = 'alice', authorization = asAlice): HttpRequest {
  const { contentType, body } = multipart([filePart({ name: 'pic' })]);
  return sampleRequest({
    ...{ method: 'POST', path: `/2.0/users/${userId}/avatar`, resource: '/2.0/users/{user_id}/avatar' },
    ...{ parameters: { user_id: userId }, headers: { authorization, 'content-type': contentType }, body },
  });
}

/** An upload through each API, as clients send it. */
export const uploadsByApi = {
  account: avatarUpload(),
  openlift: openliftUpload(),
  akana: pictureUpload(),
  crafter: uploadRequest(),
  box: boxUpload(),
} satisfies Readonly<Record<string, HttpRequest>>;

/** The APIs that accept uploads. A table with an entry for each is `satisfies Record<UploadingApi, …>`. */
export type UploadingApi = keyof typeof uploadsByApi;

export interface WideDoor extends FakeService {
  /** Admits an upload and stores its body; returns the client's request for the outcome. */
  arrive(upload: HttpRequest): Promise<HttpRequest>;
}

/** A service with Alice, a profile, and a token that may manage it; ids and calls are counted after that. */
export async function wideDoor(settings: FakeSettings = {}): Promise<WideDoor> {
  let isOpen = false;
  const { interrupt = () => {} } = settings;
  const fake = fakeService({
    callers,
    ...settings,
    interrupt: (...call) => {
      if (isOpen) interrupt(...call);
    },
  });
  const { service, objects, calls } = fake;
  await changeAccount(service, { ownerId: profileId, fields: {} });
  await putAccessToken(service.table, { id: tokenId, token: managing });
  calls.length = 0;
  isOpen = true;
  return {
    ...fake,
    async arrive(upload) {
      const { context } = await admit(service, authorizerEvent(upload));
      const ref = inboxObject(String(context?.key));
      const contentType = upload.headers['content-type'] ?? '';
      objects.set(`${ref.bucket}/${ref.key}`, {
        ...{ ...ref, bytes: Buffer.from(upload.body), contentType },
        ...{ sha256: '', metadata: {} },
      });
      calls.length = 0;
      return outcomeRequest(String(context?.location));
    },
  };
}

/** The wide door's authorizer. */
export function admit(service: FakeService['service'], event: APIGatewayRequestAuthorizerEvent) {
  const head = withoutPrefix(toRequestHead(event));
  return admitUpload(service, { known: knownUploads, head, methodArn: event.methodArn });
}

/** The answer to a request for an outcome. */
export function outcomeOf(service: FakeService['service'], request: HttpRequest) {
  return answerOutcome(service, { known: knownUploads, request });
}

/** The event of the wide door's authorizer for an upload. */
export function authorizerEvent(
  { method, path, headers, query }: HttpRequest,
  given: Partial<APIGatewayRequestAuthorizerEvent> = {},
): APIGatewayRequestAuthorizerEvent {
  const { body: _, isBase64Encoded: __, requestContext, ...rest } = sampleEvent();
  return {
    ...rest,
    ...{ type: 'REQUEST', methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:api/prod/POST/inbox' },
    ...{ httpMethod: method, resource: '/inbox/{path+}', path: `/inbox${path}`, pathParameters: { path } },
    headers: { ...headers },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, values]) => [name, [...values]]),
    ),
    requestContext: { ...requestContext, authorizer: undefined },
    ...given,
  };
}

/** The request by which a client follows the wide door's redirect, as the function sees it: without its credentials. */
export function outcomeRequest(location: string): HttpRequest {
  const { pathname, searchParams } = new URL(location, 'https://api.openlift.app');
  return sampleRequest({
    ...{ path: pathname.slice(outcomePrefix.length), resource: outcomeResource },
    ...{ headers: { host: 'api.openlift.app' }, query: { ticket: searchParams.getAll('ticket') } },
  });
}
