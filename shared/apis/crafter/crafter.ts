import { answerFailure, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import { crafterRoutes } from './routes.ts';
import { readPathPrefix } from './settings.ts';

/** Crafter Profile's attachments: `/api/1/profile/{id}/uploadAttachment`, `/attachments`, `/attachment/{name}`. */
export const crafter: Api<typeof crafterRoutes> = {
  name: 'crafter',
  prefixes: ['/api/1', '/crafter-profile'],
  routes: crafterRoutes,
  readPathPrefix,
  refuse: (failure, { method }) => answerFailure(refusals(method), failure),
  /**
   * Its client reads `errorCode` into an enumeration of the codes of Crafter, and fails at any other.
   * @see https://github.com/craftercms/profile/blob/develop/api/src/main/java/org/craftercms/profile/api/exceptions/ErrorCode.java
   */
  gatewayErrorFields: ({ status }) => ({ errorCode: status === 401 || status === 403 ? 'ACCESS_DENIED' : 'OTHER' }),
};

/** Crafter's own words, "if of" included. */
function refusals(method: string): Refusals<HttpResponse> {
  return {
    unauthenticated: ({ reason }) => refuse(401, 'ACCESS_DENIED', reason),
    forbidden: ({ reason }) => refuse(403, 'ACTION_DENIED', reason),
    'bad-request': ({ reason }) => refuse(400, 'OTHER', reason),
    'missing-file': () => refuse(500, 'OTHER', 'Required request part "attachment" is not present'),
    'too-large': ({ maxBytes }) => refuse(500, 'OTHER', `Maximum upload size of ${maxBytes} bytes exceeded`),
    'request-too-large': ({ maxBytes }) => refuse(413, 'OTHER', `Maximum upload size of ${maxBytes} bytes exceeded`),
    'length-required': () => refuse(411, 'OTHER', 'Content-Length is required'),
    'not-found': () => refuse(404, 'OTHER', 'Not found'),
    'method-not-allowed': ({ allowed }) =>
      refuse(405, 'OTHER', `Request method '${method}' not supported`, { Allow: allowed.join(', ') }),
    internal: () => refuse(500, 'OTHER', 'Internal server error'),
    'name-not-allowed': ({ fileName, type }) =>
      refuse(500, 'OTHER', `File ${fileName} if of content Type ${type} which is not allowed`),
    'scan-refused': () => refuse(500, 'OTHER', 'The content scan rejected the file'),
    'access-token-missing': () => refuse(403, 'ACCESS_DENIED', 'Access token ID param missing from request'),
    'access-token-unknown': ({ id }) => refuse(403, 'ACCESS_DENIED', `No access token found for ID "${id}"`),
    'access-token-expired': ({ id, application, expiresOn }) =>
      refuse(
        403,
        'ACCESS_DENIED',
        `Access token "${id}" for application "${application}" expired on ${americanDate(expiresOn)}`,
      ),
    'action-denied': ({ action, tenant }) =>
      refuse(
        403,
        'ACTION_DENIED',
        `Current subject does not have permission to execute action "${action}" on tenant "${tenant}"`,
      ),
    'owner-id-invalid': ({ id }) => refuse(500, 'OTHER', `Error occurred while trying to get profile "${id}"`),
    'owner-unknown': ({ id }) => refuse(404, 'NO_SUCH_PROFILE', `No profile with ID "${id}" found`),
    'attachment-unknown': ({ name }) => refuse(404, 'OTHER', `No attachment with name "${name}" found`),
  };
}

/** `MM/dd/yyyy` in UTC. */
function americanDate(at: Date): string {
  const [year = '', month = '', day = ''] = at.toISOString().slice(0, 10).split('-');
  return [month, day, year].join('/');
}

function refuse(status: number, errorCode: string, message: string, headers?: Record<string, string>): HttpResponse {
  return json(status, { errorCode, message }, headers);
}
