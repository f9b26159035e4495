import type { Caller } from '../../shared/core/caller.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { callerOf, type FakeService, type FakeSettings, fakeService } from './fake-service.ts';
import { multipart, type Part } from './multipart.ts';
import { samplePhotos } from './sample-photos.ts';
import { sampleRequest } from './sample-request.ts';

/** The callers of the fake service, by their Authorization header. */
export const callers: Readonly<Record<string, Caller>> = {
  'Bearer alice': callerOf('alice', { username: 'Alice' }),
  'Bearer bob': callerOf('bob'),
  'Bearer admin': callerOf('root', { scopes: new Set(['admin']) }),
};

export function akanaService(settings: FakeSettings = {}): FakeService {
  return fakeService({ callers, ...settings });
}

export function profilePart(given: Partial<Part> = {}): Part {
  return { name: 'Profile', fileName: 'avatar.png', type: 'image/png', content: samplePhotos.png, ...given };
}

/** `POST /api/dropbox/pictures`. */
export function pictureUpload(part: Part = profilePart(), authorization = 'Bearer alice'): HttpRequest {
  const { contentType, body } = multipart([part]);
  const path = '/api/dropbox/pictures';
  return sampleRequest({
    ...{ method: 'POST', path, resource: path },
    ...{ headers: { authorization, 'content-type': contentType }, body },
  });
}

/** A request about one picture. */
export function pictureRequest(pictureId: string, given: Partial<HttpRequest> = {}): HttpRequest {
  return sampleRequest({
    path: `/api/dropbox/pictures/${pictureId}`,
    resource: '/api/dropbox/pictures/{pictureId}',
    parameters: { pictureId },
    headers: { authorization: 'Bearer alice' },
    ...given,
  });
}

/** `PUT /api/dropbox/pictures/{PictureID}`. */
export function cropRequest(pictureId: string, form: string, authorization = 'Bearer alice'): HttpRequest {
  return pictureRequest(pictureId, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    body: Buffer.from(form),
  });
}
