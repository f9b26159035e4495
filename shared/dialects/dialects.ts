import { answerFailure, PhotoFailure } from '../core/failure.ts';
import { type HttpResponse, json } from '../http/message.ts';
import { accountAvatar } from './account-avatar.ts';
import type { Dialect } from './dialect.ts';
import { openlift } from './openlift.ts';

/** The wire APIs that Portrait answers in. */
export const dialects: readonly Dialect[] = [accountAvatar, openlift];

/** The API that a path belongs to; no two of them claim the same path. */
export function dialectOf(path: string): Dialect | undefined {
  return dialects.find(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
}

/** A failure in the words of the API that the path belongs to. */
export function refuse(path: string, failure: PhotoFailure, requestId: string): HttpResponse {
  const dialect = dialectOf(path);
  if (dialect !== undefined) return answerFailure(dialect.refusals, failure);
  return failure.code === 'not-found'
    ? unownedError(404, 'Not found', requestId)
    : unownedError(500, 'Internal error', requestId);
}

/** The error of a path that is nobody's: one body on which the client of none of the APIs chokes. */
function unownedError(status: number, message: string, requestId: string): HttpResponse {
  const code = status === 404 ? 'not_found' : 'internal_server_error';
  return json(status, {
    message,
    type: 'error',
    status,
    code,
    request_id: requestId,
    error: code,
    errorCode: code,
    success: false,
  });
}

/** The failure to answer with where anything at all was thrown. */
export function toFailure(error: unknown): PhotoFailure {
  return error instanceof PhotoFailure ? error : new PhotoFailure('internal', {}, { cause: error });
}
