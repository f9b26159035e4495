import { deepEqual, equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { postForm } from '../support/e2e-photos.ts';
import { curlForm, type Multipart, type Part, toMultipart } from '../support/form-body.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { freshId, type Portrait } from '../support/portrait.ts';
import { newAccessToken, putAccount } from './portrait-api.ts';

/** The details of an attachment. */
export interface AttachmentDetails {
  readonly md5: string;
  readonly contentType: string;
  readonly fileSize: string;
  readonly fileName: string;
  readonly fileSizeBytes: number;
  readonly id: string;
}

/** A new profile, with an access token that may manage it. */
export interface Profile {
  readonly id: string;
  readonly accessTokenId: string;
}

export async function newProfile(portrait: Portrait, fields: object = {}, ending = ''): Promise<Profile> {
  const id = freshId(ending);
  const [accessTokenId] = await Promise.all([newAccessToken(portrait), putAccount(portrait, id, fields)]);
  return { id, accessTokenId };
}

/** The path of a profile's route, such as `/attachments`, with the token in the query. */
export function profilePath({ id, accessTokenId }: Profile, route: string, prefix = ''): string {
  return `${prefix}/api/1/profile/${encodeURIComponent(id)}${route}?accessTokenId=${accessTokenId}`;
}

export const photoPart: Part = { name: 'attachment', fileName: 'picture1.jpg', type: 'image/jpeg', body: jpeg() };

export function postAttachment(
  portrait: Portrait,
  profile: Profile,
  parts: readonly Part[] = [photoPart],
  route = '/uploadAttachment',
  prefix = '',
): Promise<Response> {
  return postForm(portrait, profilePath(profile, route, prefix), curlForm(parts), {});
}

/** Uploads an attachment, as a precondition of a test. */
export async function attach(
  portrait: Portrait,
  profile: Profile,
  fileName = 'picture1.jpg',
  body: Part['body'] = jpeg(),
): Promise<AttachmentDetails> {
  const response = await postAttachment(portrait, profile, [{ ...photoPart, fileName, body }]);
  equal(response.status, 200);
  return (await response.json()) as AttachmentDetails;
}

export function ask(
  { url }: Portrait,
  profile: Profile,
  route: string,
  { method = 'GET', prefix = '' } = {},
): Promise<Response> {
  return fetch(url + profilePath(profile, route, prefix), { method });
}

/** The bytes of an attachment. */
export async function attachmentBytes(portrait: Portrait, profile: Profile, name: string): Promise<Buffer> {
  const response = await ask(portrait, profile, `/attachment/${name}`);
  equal(response.status, 200, name);
  return Buffer.from(await response.arrayBuffer());
}

/** The JSON response of a route. */
export async function read<T>(portrait: Portrait, profile: Profile, route: string, prefix = ''): Promise<T> {
  const response = await ask(portrait, profile, route, { prefix });
  equal(response.status, 200, route);
  return (await response.json()) as T;
}

/** Status, code and message of an error in the API's envelope. */
export async function refusal(response: Response): Promise<[number, string, string]> {
  const body = (await response.json()) as { errorCode: string; message: string };
  deepEqual(Object.keys(body), ['errorCode', 'message']);
  equal(response.headers.get('Content-Type'), 'application/json; charset=utf-8');
  return [response.status, body.errorCode, body.message];
}

/**
 * The form of Crafter's Java client: the token, the name and the file, in this order; the texts with a Content-Type of
 * their own, and the file under the name of a temporary one.
 * @see https://github.com/craftercms/profile/blob/develop/client/src/main/java/org/craftercms/profile/services/impl/ProfileServiceRestClient.java
 */
export function javaForm({ id, accessTokenId }: Profile, fileName: string, body: Buffer): Multipart {
  const text = (name: string, value: string) => ({
    headers: [
      `Content-Disposition: form-data; name="${name}"`,
      'Content-Type: text/plain;charset=UTF-8',
      `Content-Length: ${Buffer.byteLength(value)}`,
    ].join('\r\n'),
    body: value,
  });
  const temporary = `${id}-${fileName}${randomBytes(8).readBigUInt64BE()}attachment`;
  const file = {
    headers: [
      `Content-Disposition: form-data; name="attachment"; filename="${temporary}"`,
      'Content-Type: application/octet-stream',
      `Content-Length: ${body.length}`,
    ].join('\r\n'),
    body,
  };
  const boundary = randomBytes(24).toString('base64url');
  return toMultipart(boundary, [text('accessTokenId', accessTokenId), text('filename', fileName), file]);
}
