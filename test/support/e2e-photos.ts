import { equal, match, ok } from 'node:assert/strict';
import { curlForm, type Multipart } from './form-body.ts';
import { png } from './photos/png.ts';
import { bearer, type Owner, type Portrait } from './portrait.ts';

/** The OpenLift API's response to an upload. */
export interface UploadedPhoto {
  readonly fileKey: string;
  readonly uploadUrl: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly assetId: string;
  readonly uploadedAt: string;
  readonly expiresAt: string;
}

/** The account API's response to an upload. */
export interface UploadedAvatar {
  readonly uuid: string;
  readonly file_name: string;
  readonly original_name: string;
  readonly content_type: string;
  readonly file_size: number;
  readonly scope: number;
  readonly purpose: string;
}

/** A photo in the list of the caller's photos. */
export interface ListedPhoto {
  readonly assetId: string;
  readonly state: 'active' | 'archived';
  readonly archived: boolean;
  readonly current: boolean;
  readonly avatar: boolean;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  /** As displayed, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  /** The file as the client sent it. */
  readonly sent: { readonly size: number; readonly sha256: string };
  /** The metadata that it had, and that which was removed. */
  readonly metadata: { readonly found: readonly string[]; readonly removed: readonly string[] };
  readonly door: string;
  readonly scope: string;
  readonly uploadedAt: string;
  readonly activeAt: string;
  readonly url: string;
}

export const openliftUpload = '/api/storage/profile-photo/upload';
export const avatarUpload = '/upload';
export const ownPhotos = '/api/storage/profile-photo';

export function postForm(
  { url }: Portrait,
  path: string,
  { body, contentType }: Multipart,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers: { 'Content-Type': contentType, ...headers }, body });
}

/** Uploads a photo by the OpenLift API, as a precondition of a test. */
export async function uploadPhoto(
  portrait: Portrait,
  owner: Owner,
  { body = png(), fileName = 'photo.png' } = {},
): Promise<UploadedPhoto> {
  const form = curlForm([{ name: 'file', fileName, type: 'application/octet-stream', body }]);
  const response = await postForm(portrait, openliftUpload, form, bearer(owner));
  equal(response.status, 201);
  return ((await response.json()) as { data: UploadedPhoto }).data;
}

export function avatarForm({ body = png(), fileName = 'avatar.png', login = '' } = {}): Multipart {
  return curlForm([
    { name: 'purpose', body: 'account_avatar' },
    { name: 'login', body: login },
    { name: 'file', fileName, type: 'application/octet-stream', body },
  ]);
}

/** Uploads an avatar by the account API, as a precondition of a test. */
export async function uploadAvatar(
  portrait: Portrait,
  { token }: Owner,
  file?: Parameters<typeof avatarForm>[0],
): Promise<UploadedAvatar> {
  const response = await postForm(portrait, avatarUpload, avatarForm(file), { Authorization: token });
  equal(response.status, 200);
  const { uploaded } = (await response.json()) as { uploaded: [UploadedAvatar] };
  return uploaded[0];
}

/** An owner's active photos, the newest first. */
export async function activePhotos(portrait: Portrait, owner: Owner): Promise<readonly ListedPhoto[]> {
  return (await photoPage(portrait, owner, '')).photos;
}

/** All of an owner's photos, the newest first. */
export async function allPhotos(portrait: Portrait, owner: Owner): Promise<readonly ListedPhoto[]> {
  const found: ListedPhoto[] = [];
  let next: string | undefined;
  do {
    const page = await photoPage(portrait, owner, `?archived=true${next === undefined ? '' : `&before=${next}`}`);
    found.push(...page.photos);
    next = page.next;
  } while (next !== undefined);
  return found;
}

export async function photoPage(
  { url }: Portrait,
  owner: Owner,
  query: string,
): Promise<{ photos: readonly ListedPhoto[]; next?: string }> {
  const response = await fetch(url + ownPhotos + query, { headers: bearer(owner) });
  equal(response.status, 200);
  return ((await response.json()) as { data: { photos: ListedPhoto[]; next?: string } }).data;
}

/** Restores or deletes a photo. */
export function changePhoto(
  { url }: Portrait,
  owner: Owner,
  assetId: string,
  change: 'restore' | 'delete',
): Promise<Response> {
  const headers = bearer(owner);
  return change === 'restore'
    ? fetch(`${url}${ownPhotos}/${assetId}/restore`, { method: 'POST', headers })
    : fetch(`${url}${ownPhotos}/${assetId}`, { method: 'DELETE', headers });
}

export async function bytesAt(url: string): Promise<Buffer> {
  const response = await fetch(url);
  equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

/** Asserts that a URL of a public cache life serves exactly these bytes as a PNG, and answers `HEAD` without them. */
export async function assertServesPng(url: string, bytes: Buffer): Promise<void> {
  const read = await fetch(url);
  const head = await fetch(url, { method: 'HEAD' });
  ok(bytes.equals(Buffer.from(await read.arrayBuffer())));
  equal(await head.text(), '');
  for (const { status, headers } of [read, head]) {
    equal(status, 200);
    equal(headers.get('Content-Type'), 'image/png');
    equal(headers.get('X-Content-Type-Options'), 'nosniff');
    equal(headers.get('Content-Security-Policy'), "default-src 'none'; sandbox");
    match(headers.get('Cache-Control') ?? '', /^public, max-age=\d+/);
    match(headers.get('ETag') ?? '', /^"[^"]+"$/);
  }
}
