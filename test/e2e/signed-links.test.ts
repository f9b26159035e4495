import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertServesPng, changePhoto, uploadPhoto } from '../support/e2e-photos.ts';
import { lengthIsTheirs, onlyLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { freshId, newOwner, usePortrait } from '../support/portrait.ts';

const portrait = usePortrait();

async function refused(url: string, status: number, code: string, message: string): Promise<void> {
  const response = await fetch(url);
  deepEqual([response.status, await response.json()], [status, { success: false, error: { code, message } }]);
  const head = await fetch(url, { method: 'HEAD' });
  deepEqual([head.status, await head.text()], [status, '']);
}

function forbidden(url: string, message: string): Promise<void> {
  return refused(url, 403, 'FORBIDDEN', `Token verification failed: ${message}`);
}

/** The link with its token changed: header, payload and signature. */
function withToken(link: string, change: (parts: [string, string, string]) => readonly string[]): string {
  const url = new URL(link);
  const [header = '', payload = '', signature = ''] = url.searchParams.get('token')?.split('.') ?? [];
  url.searchParams.set('token', change([header, payload, signature]).join('.'));
  return url.href;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('A signed link', () => {
  test('returns the bytes for GET and their headers for HEAD, without a login', async () => {
    const body = png({ label: freshId() });
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait), { body });

    await assertServesPng(uploadUrl, body);
  });

  test('states the Content-Length for GET and HEAD', { skip: onlyLocal(lengthIsTheirs) }, async () => {
    const body = png();
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait), { body });
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await fetch(uploadUrl, { method });
      equal(headers.get('Content-Length'), String(body.length), method);
    }
  });

  test('contains a token with the documented header', async () => {
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait));
    const [header] = new URL(uploadUrl).searchParams.get('token')?.split('.') ?? [];
    equal(header, 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9');
  });

  test('is refused without its token', async () => {
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait));
    const [path = ''] = uploadUrl.split('?');
    for (const query of ['', '?', '?token=', '?token', '?Token=x']) await forbidden(path + query, 'Missing token');
  });

  test('is refused with a changed or forged token', async () => {
    const owner = await newOwner(portrait);
    const { uploadUrl } = await uploadPhoto(portrait, owner);
    const other = await uploadPhoto(portrait, owner);
    for (const [change, message] of [
      [
        ([, payload, signature]) => [encoded({ typ: 'JWT', alg: 'none' }), payload, signature],
        'Invalid token signature',
      ],
      [([, payload]) => [encoded({ typ: 'JWT', alg: 'none' }), payload, ''], 'Invalid token signature'],
      [
        ([, payload, signature]) => [encoded({ typ: 'JWT', alg: 'HS512' }), payload, signature],
        'Invalid token signature',
      ],
      [([header, payload, signature]) => [header, payload, reversed(signature)], 'Invalid token signature'],
      [([header, , signature]) => [header, payloadOf(other.uploadUrl), signature], 'Invalid token signature'],
      [([header, payload]) => [header, payload, ''], 'Invalid token signature'],
      [() => owner.token.split('.'), 'Invalid token signature'],
      [([header, payload]) => [header, payload], 'Malformed token'],
      [() => ['abc'], 'Malformed token'],
      [() => ['..'], 'Malformed token'],
      [() => ['a.b.c.d.e'], 'Malformed token'],
      [() => ['漢字'], 'Malformed token'],
    ] as const satisfies readonly [Parameters<typeof withToken>[1], string][]) {
      await forbidden(withToken(uploadUrl, change), message);
    }
  });

  test('is valid for exactly its path and bucket', async () => {
    const owner = await newOwner(portrait);
    const { uploadUrl, assetId, fileKey } = await uploadPhoto(portrait, owner);
    const { assetId: other } = await uploadPhoto(portrait, owner);
    notEqual(other, assetId);
    for (const [from, to] of [
      [assetId, other],
      [`${assetId}.png`, `${assetId}.jpg`],
      [`${assetId}.png`, assetId],
      [owner.id, freshId()],
      [fileKey, `${fileKey}/x`],
      [fileKey, `x/${fileKey}`],
      ['/user-assets/', '/app-assets/'],
      ['/user-assets/', '/USER-ASSETS/'],
      ['/user-assets/', '/nowhere/'],
    ] as const) {
      await forbidden(uploadUrl.replace(from, to), 'Path mismatch');
    }
  });

  test('answers 404 for a missing file only with a valid token', async () => {
    const owner = await newOwner(portrait);
    const { uploadUrl, assetId } = await uploadPhoto(portrait, owner);
    equal((await changePhoto(portrait, owner, assetId, 'delete')).status, 200);

    await refused(uploadUrl, 404, 'NOT_FOUND', 'File not found');
    await forbidden(
      withToken(uploadUrl, ([header, payload, signature]) => [header, payload, reversed(signature)]),
      'Invalid token signature',
    );
    await forbidden(uploadUrl.replace(/\?.*/, ''), 'Missing token');
  });

  test('permits reading only', async () => {
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait));
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const response = await fetch(uploadUrl, { method });
      const { success } = (await response.json()) as { success: boolean };
      deepEqual([response.status, success, response.headers.get('Allow')], [405, false, 'GET, HEAD']);
    }
    equal((await fetch(uploadUrl)).status, 200);
  });
});

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function payloadOf(link: string): string {
  return new URL(link).searchParams.get('token')?.split('.')[1] ?? '';
}
