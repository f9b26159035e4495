import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allPhotos, avatarUpload, openliftUpload, postForm } from '../support/e2e-photos.ts';
import { curlForm, type Multipart, type Part, quotedForm, type RawPart, toMultipart } from '../support/form-body.ts';
import { onlyLocal } from '../support/only-local.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { png } from '../support/photos/png.ts';
import { bearer, newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { sendBytes } from '../support/request-as-is.ts';
import { impostors } from './impostors.ts';

const portrait = usePortrait();

/** An API, with its status and code for each kind of bad upload. */
interface Api {
  readonly path: string;
  /** The required form fields beside the file. */
  readonly fields: readonly Part[];
  readonly accepted: number;
  readonly refused: Readonly<Record<Fault, readonly [number, string]>>;
  readonly codeOf: (body: unknown) => unknown;
}

type Fault = 'form' | 'type' | 'contradiction' | 'content' | 'empty';

const apis: readonly Api[] = [
  {
    path: avatarUpload,
    fields: [{ name: 'purpose', body: 'account_avatar' }],
    accepted: 200,
    refused: {
      form: [400, 'INVALID_DATA'],
      type: [400, 'INVALID_AVATAR'],
      contradiction: [400, 'RET_INVALID_DATA'],
      content: [400, 'RET_INVALID_DATA'],
      empty: [400, 'INVALID_AVATAR'],
    },
    codeOf: (body) => (body as { error?: unknown }).error,
  },
  {
    path: openliftUpload,
    fields: [],
    accepted: 201,
    refused: {
      form: [400, 'VALIDATION_FAILED'],
      type: [415, 'VALIDATION_FAILED'],
      contradiction: [400, 'VALIDATION_FAILED'],
      content: [415, 'VALIDATION_FAILED'],
      empty: [400, 'VALIDATION_FAILED'],
    },
    codeOf: (body) => (body as { error?: { code?: unknown } }).error?.code,
  },
];

const file: Part = { name: 'file', fileName: 'a.png', type: 'image/png', body: png() };
const disposition = 'Content-Disposition: form-data; name="file"; filename="a.png"';

/** A form's raw parts, the API's own fields first. */
function raw(fields: readonly Part[], ...parts: RawPart[]): Multipart {
  const own = fields.map(({ name, body }) => ({ headers: `Content-Disposition: form-data; name="${name}"`, body }));
  return toMultipart('b', [...own, ...parts]);
}

function cutAtEnd({ body, contentType }: Multipart, bytes: number): Multipart {
  return { contentType, body: body.subarray(0, -bytes) };
}

const connectionIsTheirs = 'CloudFront and API Gateway hold the connection, and pass on complete requests only';

type MakeForm = (fields: readonly Part[]) => Multipart;

function withFile(change: Partial<Part>): MakeForm {
  return (fields) => curlForm([...fields, { ...file, ...change }]);
}

function withContentType(contentType: string): MakeForm {
  return (fields) => ({ ...raw(fields, { headers: disposition, body: png() }), contentType });
}

const badUploads: readonly (readonly [string, Fault, MakeForm])[] = [
  ['an empty content type', 'form', withContentType('')],
  ['a content type that is not a form', 'form', withContentType('application/x-www-form-urlencoded')],
  ['multipart/mixed', 'form', withContentType('multipart/mixed; boundary=b')],
  ['a subtype that only starts with form-data', 'form', withContentType('multipart/form-data-x; boundary=b')],
  ['no boundary', 'form', withContentType('multipart/form-data')],
  ['a boundary without a value', 'form', withContentType('multipart/form-data; boundary')],
  ['an empty boundary', 'form', withContentType('multipart/form-data; boundary=')],
  ['an empty boundary in quotes', 'form', withContentType('multipart/form-data; boundary=""')],
  ['a boundary with an unterminated quote', 'form', withContentType('multipart/form-data; boundary="b')],
  ['a boundary that the body lacks', 'form', withContentType('multipart/form-data; boundary=c')],
  [
    'a boundary of 200 characters that the body lacks',
    'form',
    withContentType(`multipart/form-data; boundary=${'c'.repeat(200)}`),
  ],

  ['no body', 'form', () => ({ ...curlForm([]), body: Buffer.alloc(0) })],
  ['a body without parts', 'form', () => curlForm([])],
  ['a body of NUL bytes', 'form', () => ({ ...curlForm([]), body: Buffer.alloc(100_000) })],
  ['a form without its final boundary', 'form', (fields) => cutAtEnd(curlForm([...fields, file]), 46)],
  ['a form truncated within its final boundary', 'form', (fields) => cutAtEnd(curlForm([...fields, file]), 10)],
  ['a form truncated before the last two hyphens', 'form', (fields) => cutAtEnd(curlForm([...fields, file]), 4)],
  ['a form truncated within the file', 'form', (fields) => cutAtEnd(curlForm([...fields, file]), 80)],

  ['a part without headers', 'form', (fields) => raw(fields, { headers: '', body: png() })],
  [
    'a part without a disposition',
    'form',
    (fields) => raw(fields, { headers: 'Content-Type: image/png', body: png() }),
  ],
  [
    'a part that is an attachment',
    'form',
    (fields) => raw(fields, { headers: disposition.replace('form-data', 'attachment'), body: png() }),
  ],
  [
    'a part without a name',
    'form',
    (fields) => raw(fields, { headers: 'Content-Disposition: form-data; filename="a.png"', body: png() }),
  ],
  ['a part with a malformed header', 'form', (fields) => raw(fields, { headers: 'file a.png', body: png() })],
  [
    'a part header with a NUL byte',
    'form',
    (fields) => raw(fields, { headers: disposition.replace('a.png', 'a\0.png'), body: png() }),
  ],
  [
    'a part header of 100,000 bytes',
    'form',
    (fields) => raw(fields, { headers: `${disposition}\r\nX: ${'x'.repeat(100_000)}`, body: png() }),
  ],
  [
    'the file in a nested form',
    'form',
    (fields) =>
      raw(fields, {
        headers: 'Content-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=c',
        body: curlForm([file]).body,
      }),
  ],

  ['no file', 'form', (fields) => curlForm([...fields, { name: 'note', body: 'x' }])],
  ['a text field in place of the file', 'form', (fields) => curlForm([...fields, { name: 'file', body: 'a.png' }])],
  ['the file under another field name', 'form', withFile({ name: 'pic' })],
  ['the file under a field name in capitals', 'form', withFile({ name: 'FILE' })],
  ['an empty file input', 'form', withFile({ fileName: '', body: '' })],
  ['two files', 'form', (fields) => curlForm([...fields, file, file])],
  ['hundreds of files', 'form', (fields) => curlForm([...fields, ...Array<Part>(300).fill(file)])],
  [
    'hundreds of fields',
    'form',
    (fields) => curlForm([...fields, file, ...Array<Part>(500).fill({ name: 'x', body: 'x' })]),
  ],
  ['a field of a megabyte', 'form', (fields) => curlForm([...fields, { name: 'x', body: 'x'.repeat(2 ** 20) }, file])],

  ['an empty file', 'empty', withFile({ body: '' })],
  ['an unknown extension', 'type', withFile({ fileName: 'a.exe' })],
  ['an unknown second extension', 'type', withFile({ fileName: 'a.png.html' })],
  ['SVG', 'type', withFile({ fileName: 'a.svg', type: 'image/svg+xml', body: impostors.svg })],
  ['an unknown stated type', 'type', withFile({ type: 'text/html' })],
  ['a stated type that contradicts the extension', 'contradiction', withFile({ type: 'image/webp' })],
  ['PNG bytes under a JPEG name', 'content', withFile({ fileName: 'a.jpg', type: 'image/jpeg' })],
  ['JPEG bytes under a PNG name', 'content', withFile({ body: jpeg() })],
  ['a file truncated within its signature', 'content', withFile({ body: png().subarray(0, 4) })],
  ...Object.entries(impostors).map(
    ([kind, body]) =>
      [`${kind} named JPEG`, 'content', withFile({ fileName: 'a.jpg', type: 'image/jpeg', body })] as const,
  ),
];

for (const api of apis) {
  describe(`POST ${api.path}`, () => {
    async function refuses(owner: Owner, form: Multipart, fault: Fault): Promise<void> {
      const response = await postForm(portrait, api.path, form, bearer(owner));
      match(response.headers.get('Content-Type') ?? '', /^application\/json/);
      deepEqual([response.status, api.codeOf(await response.json())], api.refused[fault]);
    }

    for (const [what, fault, makeForm] of badUploads) {
      test(`refuses ${what}, and stores nothing`, async () => {
        const owner = await newOwner(portrait);
        await refuses(owner, makeForm(api.fields), fault);
        deepEqual(await allPhotos(portrait, owner), []);
      });
    }

    test('refuses a request without any content type', async () => {
      const owner = await newOwner(portrait);
      const { body } = curlForm([...api.fields, file]);
      const response = await fetch(portrait.url + api.path, { method: 'POST', headers: bearer(owner), body });
      deepEqual([response.status, api.codeOf(await response.json())], api.refused.form);
    });

    test('refuses a form truncated at any point', async () => {
      const owner = await newOwner(portrait);
      const { contentType, body } = curlForm([...api.fields, file]);
      const lastHyphens = body.length - 4;
      for (let length = 0; length <= lastHyphens; length += 5) {
        await refuses(owner, { contentType, body: body.subarray(0, length) }, 'form');
      }
      deepEqual(await allPhotos(portrait, owner), []);
    });

    for (const boundary of ['x'.repeat(200), "'()+_,-./:=? x", 'b', '--', '-']) {
      test(`accepts the boundary "${boundary.slice(0, 20)}" of ${boundary.length} characters`, async () => {
        const form = quotedForm([...api.fields, file], boundary);
        equal((await postForm(portrait, api.path, form, bearer(await newOwner(portrait)))).status, api.accepted);
      });
    }

    for (const [how, then] of [
      ['ends the connection', 'end'],
      ['resets the connection', 'break off'],
    ] as const) {
      const skip = onlyLocal(connectionIsTheirs);
      test(`stores nothing if a client ${how} within its body, and keeps serving`, { skip }, async () => {
        const owner = await newOwner(portrait);
        const form = curlForm([...api.fields, { ...file, body: png({ bytes: 100_000 }) }]);
        const request = head(api, owner, form);
        for (const bytes of [0, 1, 100, 50_000, form.body.length - 1]) {
          const answer = await sendBytes(portrait.url, Buffer.concat([request, form.body.subarray(0, bytes)]), then);
          doesNotMatch(answer, /^HTTP\/1\.1 [25]/);
        }
        deepEqual(await allPhotos(portrait, owner), []);
        equal((await postForm(portrait, api.path, form, bearer(owner))).status, api.accepted);
      });
    }

    test('does not reflect header injections of a boundary', { skip: onlyLocal(connectionIsTheirs) }, async () => {
      const owner = await newOwner(portrait);
      const form = curlForm([...api.fields, file]);
      const injected = { ...form, contentType: 'multipart/form-data; boundary="b\r\nSet-Cookie: a=b\r\nX: "' };
      const answer = await sendBytes(portrait.url, Buffer.concat([head(api, owner, injected), form.body]), 'wait');
      match(answer, /^HTTP\/1\.1 400 /);
      doesNotMatch(answer, /set-cookie/i);
      deepEqual(await allPhotos(portrait, owner), []);
    });
  });
}

function head({ path }: Api, owner: Owner, { contentType, body }: Multipart): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(portrait.url).host}`,
    `Authorization: ${bearer(owner).Authorization}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}
