import { changeUser } from '../../shared/apis/akana/change-user.ts';
import { findOwner } from '../../shared/assets/find-owner.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { akanaService, pictureUpload, profilePart } from './akana-requests.ts';
import type { FakeService, FakeSettings } from './fake-service.ts';
import { fourQuarters } from './pictures.ts';
import { receiveUpload } from './receive-upload.ts';
import { sampleRequest } from './sample-request.ts';

export interface Asked {
  readonly user?: string;
  readonly authorization?: string;
  readonly body?: string;
}

/** `PUT /api/users/{userId}`, by Alice for herself if the options do not name another user or caller. */
export function change(
  service: FakeService['service'],
  json: unknown,
  { user = 'alice.portrait', authorization = 'Bearer alice', body = JSON.stringify(json) }: Asked = {},
) {
  return changeUser(
    service,
    sampleRequest({
      ...{ method: 'PUT', path: `/api/users/${user}`, resource: '/api/users/{userId}', parameters: { userId: user } },
      ...{ headers: { authorization, 'content-type': 'application/json' }, body: Buffer.from(body) },
    }),
  );
}

/** A service with the temporary picture 1001 of Alice. */
export async function withPicture(format: 'png' | 'jpeg' | 'tiff' = 'png', settings: FakeSettings = {}) {
  const fake = akanaService(settings);
  const content = await fourQuarters().toFormat(format).toBuffer();
  await receiveUpload(fake.service, pictureUpload(profilePart({ content, fileName: 'me.png' })));
  fake.calls.length = 0;
  return { ...fake, content };
}

/** The current photo of an owner, with its record and its bytes. */
export async function currentOf({ service, objects }: FakeService, ownerId: string) {
  const owner = await findOwner(service.table, ownerId);
  const photo = owner && currentPhoto(owner, 5);
  if (photo === undefined) return undefined;
  const key = [...objects.keys()].find((each) => each.includes(photo.assetId)) ?? '';
  const record = await findPhoto(service.table, { ownerId, assetId: photo.assetId });
  return { photo, record, key, bytes: Buffer.from(objects.get(key)?.bytes ?? []) };
}
