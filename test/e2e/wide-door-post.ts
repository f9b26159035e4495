import { equal, ok } from 'node:assert/strict';
import { Readable } from 'node:stream';
import { curlForm, type Multipart, type Part } from '../support/form-body.ts';
import { png } from '../support/photos/png.ts';
import type { Portrait } from '../support/portrait.ts';
import { maxDirectBytes, type Uploader } from './wide-door-api.ts';

/** Makes any form too large for a function; no API reads this part. */
export const ballast: Part = { name: 'ballast', fileName: 'ballast', body: Buffer.alloc(maxDirectBytes) };

/** An uploader's form with this file. */
export function formOf({ fields, file }: Uploader, body: Part['body'], ...more: readonly Part[]): Multipart {
  return curlForm([...fields, { ...file, body }, ...more]);
}

/** A form whose body has exactly this number of bytes, filled by a PNG unless `fill` is given. */
export function formOfLength(uploader: Uploader, bytes: number, fill = (length: number) => png({ bytes: length })) {
  return formOf(uploader, fill(bytes - formOf(uploader, '').body.length));
}

/** Posts a form without following redirects. */
export function postOnce(
  { url }: Portrait,
  { path, headers }: Pick<Uploader, 'path' | 'headers'>,
  { body, contentType }: Multipart,
): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': contentType, ...headers },
    body,
  });
}

/** Posts a form that is too large for a function; returns the URL of the outcome. */
export async function postWide(portrait: Portrait, uploader: Uploader, form: Multipart): Promise<string> {
  const response = await postOnce(portrait, uploader, form);
  const answer = await response.text();
  equal(response.status, 303, answer);
  return portrait.url + (response.headers.get('Location') ?? '');
}

/** Posts a form chunked, without a Content-Length. */
export function postInPieces(
  { url }: Portrait,
  { path, headers }: Uploader,
  { contentType, body }: Multipart,
): Promise<Response> {
  const pieces = Readable.toWeb(Readable.from([body])) as ReadableStream<Uint8Array>;
  const init = { method: 'POST', headers: { 'Content-Type': contentType, ...headers }, body: pieces, duplex: 'half' };
  return fetch(url + path, { ...init, redirect: 'manual' } as RequestInit);
}

/** An API's response. */
export interface Answered {
  readonly status: number;
  readonly type: string | null;
  /** Without the request id. */
  readonly body: string;
}

export async function answered(response: Response): Promise<Answered> {
  const body = (await response.text()).replace(/"request_id":"[^"]*"/, '"request_id":"…"');
  return { status: response.status, type: response.headers.get('Content-Type'), body };
}

/** The response as an object; empty if it is not JSON. */
export function toJson(body: string): object {
  return body.startsWith('{') ? (JSON.parse(body) as object) : {};
}

/** Akana's text for every refused picture. */
export const processingError = 'An error occurred processing the call.';

/** Asserts Akana's page around a response. */
export function pageSays(page: string, status: number, text: string): void {
  ok(page.startsWith(`<!DOCTYPE html><html lang="en" status="${status}" statusText="${text}">`), page);
  ok(page.endsWith(`<body status="${status}" statusText="${text}">${text}</body></html>`), page);
}
