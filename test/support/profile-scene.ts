import { putAccessToken } from '../../shared/assets/access-token-item.ts';
import { changeAccount } from '../../shared/assets/change-account.ts';
import type { AccessToken } from '../../shared/core/access-token.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { type FakeService, type FakeSettings, fakeService } from './fake-service.ts';
import { multipart, type Part } from './multipart.ts';
import { receiveUpload } from './receive-upload.ts';
import { samplePhotos } from './sample-photos.ts';
import { sampleRequest } from './sample-request.ts';

/** The ids of the documented request. */
export const profileId = '59284659d4c650213cc2f3fc';
export const tokenId = 'e8f5170c-877b-416f-b70f-4b09772f8e2d';

export const managing: AccessToken = {
  application: 'profile-admin',
  master: false,
  tenantPermissions: [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }],
};

interface ProfileScene extends FakeService {
  /** Uploads by the documented route; `given` overrides parts of the request. */
  upload(parts?: readonly Part[], given?: Partial<HttpRequest>): Promise<HttpResponse>;
}

/** A service with the profile and a token that may manage it. */
export async function profileScene(settings: FakeSettings = {}): Promise<ProfileScene> {
  const fake = fakeService({ ...settings, storageAnnounces: true });
  await changeAccount(fake.service, { ownerId: profileId, fields: {} });
  await putAccessToken(fake.service.table, { id: tokenId, token: managing });
  fake.calls.length = 0;
  return { ...fake, upload: (parts, given) => receiveUpload(fake.service, uploadRequest(parts, given)) };
}

export function attachmentPart(given: Partial<Part> = {}): Part {
  return { name: 'attachment', fileName: 'picture1.jpg', type: 'image/jpeg', content: samplePhotos.jpg, ...given };
}

export function uploadRequest(
  parts: readonly Part[] = [attachmentPart()],
  given: Partial<HttpRequest> = {},
): HttpRequest {
  const { contentType, body } = multipart(parts);
  return sampleRequest({
    method: 'POST',
    path: `/api/1/profile/${profileId}/uploadAttachment`,
    resource: '/api/1/profile/{id}/uploadAttachment',
    parameters: { id: profileId },
    query: { accessTokenId: [tokenId] },
    headers: { 'content-type': contentType },
    body,
    ...given,
  });
}

/** A request for a route below `/api/1/profile/{id}`, such as `/attachment/{name}`. */
export function readRequest(template: string, given: Partial<HttpRequest> = {}): HttpRequest {
  return sampleRequest({
    path: `/api/1/profile/${profileId}${template}`,
    resource: `/api/1/profile/{id}${template}`,
    query: { accessTokenId: [tokenId] },
    ...given,
    parameters: { id: profileId, ...given.parameters },
  });
}
