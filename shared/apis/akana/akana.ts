import { answerFailure, type PhotoCode, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import type { RequestHead } from '../../http/message.ts';
import { akanaRoutes } from './routes.ts';
import { answerText, type TextAnswer } from './text-answer.ts';

/** Akana Community Manager: temporary pictures in a dropbox, login, the avatar of a user. */
export const akana: Api<typeof akanaRoutes> = {
  name: 'akana',
  prefixes: ['/api/dropbox', '/api/login', '/api/users', '/api/apps'],
  routes: akanaRoutes,
  wordedBy: ['wrapinhtml', 'document.domain'],
  variants: [{ wrapInHTML: ['true', '1'] }],
  refuse(failure, { request, publicHost }) {
    const answer = answerFailure(isUpload(request) ? uploadRefusals : refusals, failure);
    return answerText({ request, publicHost }, answer);
  },
};

function isUpload({ method, path }: RequestHead): boolean {
  return method === 'POST' && path === '/api/dropbox/pictures';
}

const processingError = textAnswer(500, 'An error occurred processing the call.');

/** The API documents 401, 404 and 500. */
const refusals: Refusals<TextAnswer, PhotoCode> = {
  unauthenticated: () => textAnswer(401, 'Unauthorized'),
  forbidden: () => textAnswer(403, 'Forbidden'),
  'bad-request': ({ reason }) => textAnswer(400, reason),
  'missing-file': () => processingError,
  'too-many-files': () => processingError,
  'empty-file': () => processingError,
  'too-large': () => processingError,
  'request-too-large': () => ({ ...processingError, status: 413 }),
  'length-required': () => ({ ...processingError, status: 411 }),
  'type-not-allowed': () => processingError,
  'type-mismatch': () => processingError,
  'content-mismatch': () => processingError,
  'damaged-image': () => processingError,
  'too-much-to-decode': () => processingError,
  'metadata-left': () => processingError,
  'not-renderable': () => processingError,
  'scan-refused': () => processingError,
  'not-found': () => textAnswer(404, 'Not Found'),
  'method-not-allowed': ({ allowed }) => ({
    ...textAnswer(405, 'Method Not Allowed'),
    headers: { Allow: allowed.join(', ') },
  }),
  internal: () => processingError,
};

/** The API documents 401 and 500 for an upload. */
const uploadRefusals: Refusals<TextAnswer> = { ...refusals, 'bad-request': () => processingError };

function textAnswer(status: number, text: string): TextAnswer {
  return { status, statusText: text, text };
}
