import fc from 'fast-check';
import type { Envelope, Part } from './multipart.ts';

const boundaryCharacters = "abcXYZ0189'()+_,-./:=?";
const boundaries = fc.oneof(
  fc.string({ unit: fc.constantFrom(...boundaryCharacters), minLength: 1, maxLength: 70 }),
  fc.constantFrom(
    '-',
    '--',
    '----WebKitFormBoundary7MA4YWxkTrZu0gW',
    'dart-http-boundary-+_.-x',
    'a b',
    'x'.repeat(70),
  ),
);

/** Bytes, many of which resemble a boundary. */
function contents(boundary: string): fc.Arbitrary<Buffer> {
  const lookalikes = [
    '\r\n',
    '\r',
    '\n',
    '--',
    '-',
    boundary,
    `--${boundary}`,
    `--${boundary}--`,
    `\n--${boundary}`,
    `\r--${boundary}`,
    `\r\n-${boundary}`,
    `\r\n--${boundary.slice(0, -1)}`,
    '\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n',
  ];
  const bytes = fc.oneof(
    fc.constantFrom(...lookalikes).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
  );
  return fc
    .array(bytes, { maxLength: 6 })
    .map((pieces) => Buffer.concat(pieces))
    .filter((content) => !`\r\n${content.toString('latin1')}\r\n`.includes(`\r\n--${boundary}`));
}

// File names as clients may send them; names with a path have a test of their own.
const fileNames = fc
  .string({ unit: fc.constantFrom('a', 'Z', '.', ' ', '"', ';', '=', "'", '%', 'é', 'я', '日', '😀'), minLength: 1 })
  .filter((name) => name !== '.' && name !== '..');
const names = fc.oneof(
  fc.constantFrom('file', 'purpose', 'assetContext', '__proto__', 'constructor', 'files', 'имя', 'a"b;c=d'),
  fc.constant('file'),
);
const types = fc.constantFrom('image/png', 'Image/JPEG', 'image/heic; charset=binary', 'application/octet-stream');

/** Forms as clients may send them, with boundaries, names and contents that are hard to tell apart. */
export const forms = boundaries.chain((boundary) => {
  const file = fc.record({ name: names, fileName: fileNames, type: types, content: contents(boundary) });
  const field = fc.record({ name: names, content: contents(boundary).map((content) => content.toString('latin1')) });
  const envelope = fc.record(
    { boundary: fc.constant(boundary), preamble: contents(boundary), epilogue: contents(boundary) },
    { requiredKeys: ['boundary'] },
  );
  return fc.record({ parts: fc.array(fc.oneof(file, field), { minLength: 1, maxLength: 4 }), envelope });
}) satisfies fc.Arbitrary<{ parts: readonly Part[]; envelope: Envelope }>;
