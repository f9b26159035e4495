import { answerFailure, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json, withHeaders } from '../../http/message.ts';
import { crafterRoutes, readPathPrefix } from './routes.ts';

/** Crafter Profile's attachments: `/api/1/profile/{id}/uploadAttachment`, `/attachments`, `/attachment/{name}`. */
export const crafter: Api<typeof crafterRoutes> = {
  name: 'crafter',
  prefixes: ['/api/1', '/crafter-profile'],
  routes: crafterRoutes,
  pathPrefix: { variable: 'CRAFTER_PATH_PREFIX', read: readPathPrefix },
  refuse: (failure, { request: { method } }) => answerFailure(refusals(method), failure),
  /**
   * Crafter's client parses `errorCode` as one of Crafter's codes, and fails at any other.
   * @see https://github.com/craftercms/profile/blob/develop/api/src/main/java/org/craftercms/profile/api/exceptions/ErrorCode.java
   */
  gatewayErrorFields: ({ status }) => ({ errorCode: status === 401 || status === 403 ? 'ACCESS_DENIED' : 'OTHER' }),
};

/** The messages are Crafter's own, including "if of". */
function refusals(method: string): Refusals<HttpResponse> {
  return {
    unauthenticated: ({ reason }) => json(401, { errorCode: 'ACCESS_DENIED', message: reason }),
    forbidden: ({ reason }) => json(403, { errorCode: 'ACTION_DENIED', message: reason }),
    'bad-request': ({ reason }) => json(400, { errorCode: 'OTHER', message: reason }),
    'missing-file': () =>
      json(500, { errorCode: 'OTHER', message: 'Required request part "attachment" is not present' }),
    'too-large': ({ maxBytes }) =>
      json(500, { errorCode: 'OTHER', message: `Maximum upload size of ${maxBytes} bytes exceeded` }),
    'request-too-large': ({ maxBytes }) =>
      json(413, { errorCode: 'OTHER', message: `Maximum upload size of ${maxBytes} bytes exceeded` }),
    'length-required': () => json(411, { errorCode: 'OTHER', message: 'Content-Length is required' }),
    'not-found': () => json(404, { errorCode: 'OTHER', message: 'Not found' }),
    'method-not-allowed': ({ allowed }) =>
      withHeaders(json(405, { errorCode: 'OTHER', message: `Request method '${method}' not supported` }), {
        Allow: allowed.join(', '),
      }),
    internal: () => json(500, { errorCode: 'OTHER', message: 'Internal server error' }),
    'name-not-allowed': ({ fileName, type }) =>
      json(500, { errorCode: 'OTHER', message: `File ${fileName} if of content Type ${type} which is not allowed` }),
    'scan-refused': () => json(500, { errorCode: 'OTHER', message: 'The content scan rejected the file' }),
    'access-token-missing': () =>
      json(403, { errorCode: 'ACCESS_DENIED', message: 'Access token ID param missing from request' }),
    'access-token-unknown': ({ id }) =>
      json(403, { errorCode: 'ACCESS_DENIED', message: `No access token found for ID "${id}"` }),
    'access-token-expired': ({ id, application, expiresOn }) =>
      json(403, {
        errorCode: 'ACCESS_DENIED',
        message: `Access token "${id}" for application "${application}" expired on ${americanDate(expiresOn)}`,
      }),
    'action-denied': ({ action, tenant }) =>
      json(403, {
        errorCode: 'ACTION_DENIED',
        message: `Current subject does not have permission to execute action "${action}" on tenant "${tenant}"`,
      }),
    'owner-id-invalid': ({ id }) =>
      json(500, { errorCode: 'OTHER', message: `Error occurred while trying to get profile "${id}"` }),
    'owner-unknown': ({ id }) =>
      json(404, { errorCode: 'NO_SUCH_PROFILE', message: `No profile with ID "${id}" found` }),
    'attachment-unknown': ({ name }) =>
      json(404, { errorCode: 'OTHER', message: `No attachment with name "${name}" found` }),
  };
}

/** `MM/dd/yyyy` in UTC. */
function americanDate(at: Date): string {
  const [year = '', month = '', day = ''] = at.toISOString().slice(0, 10).split('-');
  return [month, day, year].join('/');
}
