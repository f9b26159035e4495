import type { HttpRequest } from '../../shared/http/message.ts';
import { multipart, type Part } from './multipart.ts';
import { samplePhotos } from './sample-photos.ts';
import { sampleRequest } from './sample-request.ts';

/** Alice's Authorization header in the fake service. */
export const asAlice = 'Bearer alice';

/** A PNG as a browser sends it; `given` overrides parts of it. */
export function filePart(given: Partial<Part> = {}): Part {
  return { name: 'file', fileName: 'avatar.png', type: 'image/png', content: samplePhotos.png, ...given };
}

export const purposePart: Part = { name: 'purpose', content: 'account_avatar' };

/** An upload to the OpenLift API. */
export function openliftUpload(parts: readonly Part[] = [filePart()], authorization = asAlice): HttpRequest {
  return upload('/api/storage/profile-photo/upload', parts, authorization);
}

/** An upload to the account API. */
export function avatarUpload(parts: readonly Part[] = [purposePart, filePart()], authorization = asAlice): HttpRequest {
  return upload('/upload', parts, authorization);
}

function upload(path: string, parts: readonly Part[], authorization: string): HttpRequest {
  const { contentType, body } = multipart(parts);
  return sampleRequest({
    method: 'POST',
    path,
    resource: path,
    headers: { authorization, 'content-type': contentType },
    body,
  });
}
