import { matchUpload } from '../../shared/apis/match-upload.ts';
import { type AdmittingParts, type StoringParts, uploadHandlers } from '../../shared/apis/uploads.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';

/** Calls the handler of an upload's route. Refuses with `not-found` if the path is not an upload route. */
export async function receiveUpload(parts: AdmittingParts & StoringParts, request: HttpRequest): Promise<HttpResponse> {
  const found = matchUpload(request.method, request.path);
  if (found === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  return uploadHandlers[found.key](parts, request);
}
