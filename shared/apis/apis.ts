import { PhotoFailure } from '../core/failure.ts';
import { gatewayErrorBody } from '../http/gateway-errors.ts';
import { type HttpResponse, json, type RequestHead } from '../http/message.ts';
import type { Dialect } from '../uploads/upload.ts';
import { accountAvatar } from './account/account.ts';
import { akana } from './akana/akana.ts';
import { box } from './box/box.ts';
import { crafter } from './crafter/crafter.ts';
import { openlift } from './openlift/openlift.ts';
import { admin } from './portrait/portrait.ts';

/** The wire APIs that Portrait answers in. */
export const dialects: readonly Dialect[] = [accountAvatar, openlift, crafter, box, akana, admin];

/** The API that a path belongs to; no two of them claim the same path. */
export function dialectOf(path: string): Dialect | undefined {
  return dialects.find(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
}

/** A failure in the words of the API that the path belongs to; where it is nobody's, as the gateway would say it. */
export function refuse(failure: PhotoFailure, request: RequestHead, publicHost?: string): HttpResponse {
  const dialect = dialectOf(request.path);
  if (dialect !== undefined) return dialect.refuse(failure, request, publicHost);
  const [status, code, message] = failure.code === 'internal' ? internal : notFound;
  return { ...json(status, {}), body: gatewayErrorBody({ status, code, message, requestId: request.requestId }) };
}

const notFound = [404, 'not_found', 'Not found'] as const;
const internal = [500, 'internal_server_error', 'Internal error'] as const;

/** The failure to answer with where anything at all was thrown. */
export function toFailure(error: unknown): PhotoFailure {
  return error instanceof PhotoFailure ? error : new PhotoFailure('internal', {}, { cause: error });
}
