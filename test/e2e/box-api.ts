import { ok } from 'node:assert/strict';
import sharp from 'sharp';
import { postForm } from '../support/e2e-photos.ts';
import { curlForm, type Multipart } from '../support/form-body.ts';
import { bearer, type Owner, type Portrait } from '../support/portrait.ts';

/** The error response of the Box API. */
export interface BoxError {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly context_info?: { readonly errors: readonly { readonly message: string }[] };
  readonly help_url: string;
  readonly request_id: string;
}

export type PicUrls = Readonly<Record<'small' | 'large' | 'preview', string>>;

export function boxAvatar(userId: string): string {
  return `/2.0/users/${encodeURIComponent(userId)}/avatar`;
}

/** A PNG of one colour. */
export async function picture(background: string, width = 64, height = width): Promise<Buffer<ArrayBuffer>> {
  const image = sharp({ create: { width, height, channels: 3, background } });
  return Buffer.from(await image.png().toBuffer());
}

export function boxForm({ body, fileName = 'avatar.png' }: { body?: Buffer; fileName?: string } = {}): Multipart {
  return curlForm([{ name: 'pic', fileName, type: 'application/octet-stream', body: body ?? smallPng }]);
}

const smallPng = await picture('grey', 8);

/** Uploads the owner's avatar, as a precondition of a test. */
export async function uploadBoxAvatar(portrait: Portrait, owner: Owner, { body }: { body?: Buffer } = {}) {
  const form = boxForm(body === undefined ? {} : { body });
  const response = await postForm(portrait, boxAvatar(owner.id), form, bearer(owner));
  const text = await response.text();
  ok(response.ok, text);
  return { status: response.status, urls: (JSON.parse(text) as { pic_urls: PicUrls }).pic_urls };
}
