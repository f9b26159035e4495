import { findPublicPhoto } from '../../assets/public-name.ts';
import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { photoKey } from '../../core/photo-key.ts';
import { namesExtension, parseStorageName } from '../../core/storage-name.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { serveObject } from '../../photos/serve-object.ts';
import type { StoragePart } from '../../storage/storage.ts';

const cacheControl = 'public, max-age=86400, s-maxage=31536000';

/**
 * `GET /storage/{uuid}` and `GET /storage/{uuid}.{ext}`: a photo of public scope. Refuses with `not-found` an unknown
 * id, another scope and a wrong extension.
 */
export async function readPublic(parts: TablePart & StoragePart, request: HttpRequest): Promise<HttpResponse> {
  const name = parseStorageName(request.parameters.name ?? '');
  const photo = name && (await findPublicPhoto(parts.table, name.assetId));
  if (name === undefined || photo === undefined || !namesExtension(name, photo.extension)) {
    throw new PhotoFailure('not-found', { what: 'file' });
  }
  const object = { bucket: 'user-assets', key: photoKey(photo), cacheControl } as const;
  return serveObject(parts, { request, object });
}
