import { readOwner } from '../../../shared/assets/find-owner.ts';
import type { TablePart } from '../../../shared/assets/table.ts';
import { type ActiveLimitPart, currentPhoto } from '../../../shared/core/retention.ts';
import { type HttpRequest, type HttpResponse, json } from '../../../shared/http/message.ts';

/** `GET /small/{id}`: the id of the current photo. */
export async function showSmallPhoto(parts: TablePart & ActiveLimitPart, request: HttpRequest): Promise<HttpResponse> {
  const owner = await readOwner(parts.table, request.parameters.id ?? '');
  return json(200, { photo: currentPhoto(owner, parts.photosKeptActive)?.assetId ?? null });
}
