import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { join } from '../support/building/bytes.ts';
import { decode } from '../support/decoded.ts';
import { allPhotos } from '../support/e2e-photos.ts';
import {
  animatedGif,
  blackApng,
  blackPng,
  type Format,
  foreign,
  hidingPlaces,
  payloads,
  pictures,
  scriptAsGif,
  scriptGif,
} from '../support/photos/foreign-files.ts';
import { heic } from '../support/photos/heic.ts';
import { usePortrait } from '../support/portrait.ts';
import { pictures as temporaryPictures } from './akana-api.ts';
import type { BoxError } from './box-api.ts';
import { impostors } from './impostors.ts';
import {
  newPerson,
  type PhotoApi,
  photoApis,
  type SentFile,
  type Served,
  serve,
  servedEverywhere,
} from './photo-apis.ts';
import { processingError } from './wide-door-post.ts';

const portrait = usePortrait();

const types = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif', heic: 'image/heic' };
type Extension = keyof typeof types;

const named = (extension: Extension, bytes: Buffer): SentFile => ({
  ...{ fileName: `photo.${extension}`, type: types[extension], bytes: Buffer.from(bytes) },
});

const takers = (extension: Extension) => photoApis.filter(({ formats }) => formats.includes(extension));

/** What makes a file unacceptable. */
type Fault =
  | { readonly kind: 'another type'; readonly found?: string }
  | { readonly kind: 'damage'; readonly reason: string }
  | { readonly kind: 'too many pixels'; readonly frames: number; readonly side: number };

/** Status, code and words. */
type Refusal = readonly [status: number, code: string, message: string];

interface Words {
  says(fault: Fault, type: string): Refusal;
  read(text: string): readonly [code: string, message: string];
}

const openlift: Words = {
  says(fault, type) {
    const code = 'VALIDATION_FAILED';
    if (fault.kind === 'another type')
      return [415, code, `File content is ${fault.found ?? 'of an unknown type'}, not ${type}`];
    if (fault.kind === 'damage') return [400, code, `The image is truncated or corrupt: ${fault.reason}`];
    return [400, code, `The image has ${pixelsOf(fault)}; the maximum is 50 million pixels in all frames`];
  },
  read(text) {
    const { success, error } = JSON.parse(text) as { success: boolean; error: { code: string; message: string } };
    equal(success, false);
    return [error.code, error.message];
  },
};

function pixelsOf({ frames, side }: { readonly frames: number; readonly side: number }): string {
  return `${frames === 1 ? '' : `${frames} frames of `}${side} × ${side} pixels`;
}

const words: Readonly<Record<string, Words>> = {
  'account avatars': {
    says(fault, type) {
      const code = 'RET_INVALID_DATA';
      if (fault.kind === 'another type') {
        return [400, code, `The file's signature does not match its extension (${type})`];
      }
      if (fault.kind === 'damage') return [400, code, `The image is truncated or corrupt: ${fault.reason}`];
      return [400, code, `The image has ${pixelsOf(fault)}; the maximum is 50 million pixels in all frames`];
    },
    read(text) {
      const { error, message } = JSON.parse(text) as { error: string; message: string };
      return [error, message];
    },
  },
  OpenLift: openlift,
  'direct upload': openlift,
  Box: {
    says(fault, type) {
      const code = 'bad_request';
      if (fault.kind === 'another type') {
        return [400, code, `The content is ${fault.found ?? 'of an unknown type'}, not ${type}`];
      }
      if (fault.kind === 'damage') return [400, code, `The image is truncated or corrupt: ${fault.reason}`];
      const limit = fault.side > 1024 ? '1024 × 1024' : '50 million pixels in all frames';
      return [400, code, `The image has ${pixelsOf(fault)}; the maximum is ${limit}`];
    },
    read(text) {
      const { code, context_info } = JSON.parse(text) as BoxError;
      return [code, context_info?.errors[0]?.message ?? ''];
    },
  },
  Akana: {
    says: () => [500, '', processingError],
    read: (text) => ['', text],
  },
};

const noImage: Fault = { kind: 'another type' };
const cutOff: Fault = { kind: 'damage', reason: 'The file is truncated' };
const half = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));
const latin1 = (text: string) => Buffer.from(text, 'latin1');

const whole: Readonly<Record<Extension, Buffer>> = { ...pictures, heic: heic() };

const refused: readonly (readonly [string, Extension, Buffer, Fault])[] = [
  ...(['png', 'gif', 'heic'] as const).flatMap((extension) =>
    (
      [
        ['HTML', latin1(payloads.HTML), noImage],
        ['SVG', impostors.svg, { kind: 'another type', found: 'application/xml' }],
        ['SVG without a declaration', latin1(payloads.SVG), noImage],
        ['ZIP', latin1(payloads.ZIP), { kind: 'another type', found: 'application/zip' }],
        ['PDF', latin1(payloads.PDF), { kind: 'another type', found: 'application/pdf' }],
        ['a script', latin1(payloads.script), noImage],
      ] as const
    ).map(([what, bytes, fault]) => [`${what} named ${types[extension]}`, extension, bytes, fault] as const),
  ),
  ['HTML before a JPEG', 'jpg', join(payloads.HTML, pictures.jpg), noImage],
  ['PDF before a PNG', 'png', join(payloads.PDF, pictures.png), { kind: 'another type', found: 'application/pdf' }],
  ['a script that begins as a GIF', 'gif', scriptAsGif, { kind: 'damage', reason: 'The GIF has an unknown block' }],
  [
    'a PNG of 16,000 × 16,000 pixels in 31 kilobytes',
    ...(['png', blackPng(16_000, 16_000), { kind: 'too many pixels', frames: 1, side: 16_000 }] as const),
  ],
  [
    'an animated PNG of 51 million pixels in all of its frames',
    ...([
      'png',
      blackApng({ width: 1000, height: 1000, frames: 51 }),
      { kind: 'too many pixels', frames: 51, side: 1000 },
    ] as const),
  ],
  [
    'a GIF of 51 million pixels in all of its frames',
    ...([
      'gif',
      animatedGif({ width: 1000, height: 1000, frames: 51 }),
      { kind: 'too many pixels', frames: 51, side: 1000 },
    ] as const),
  ],
  ...(['jpg', 'png', 'webp', 'gif', 'heic'] as const).flatMap((extension) => [
    [`a ${extension} that is cut off in its header`, extension, whole[extension].subarray(0, 40), cutOff] as const,
    [`a ${extension} that is cut off in the middle`, extension, half(whole[extension]), cutOff] as const,
  ]),
  ['a JPEG without its last marker', 'jpg', pictures.jpg.subarray(0, -2), cutOff],
];

describe('Every API that accepts the type refuses with its own error, without storing anything,', {
  concurrency: 3,
}, () => {
  for (const [what, extension, bytes, fault] of refused) {
    test(what, async () => {
      ok(bytes.length < 40_000);
      const person = await newPerson(portrait);
      const file = named(extension, bytes);
      for (const { name, doors, send } of takers(extension)) {
        const { status, text } = await send({ portrait, person, file, door: doors[0] ?? 'function' });
        deepEqual([status, ...(words[name]?.read(text) ?? [])], words[name]?.says(fault, types[extension]), name);
        deepEqual(await allPhotos(portrait, person.owner), [], name);
      }
    });
  }
});

/** Asserts that no client can take it for something that runs. */
function isInert(served: readonly Served[], type?: string): void {
  for (const { route, response, bytes } of served) {
    const { headers } = response;
    equal(headers.get('X-Content-Type-Options'), 'nosniff', route);
    equal(headers.get('Content-Security-Policy'), "default-src 'none'; sandbox", route);
    const given = headers.get('Content-Type') ?? '';
    if (type === undefined) ok(/^image\/(jpeg|png|webp|avif|gif|heic)$/.test(given), `${route}: ${given}`);
    else equal(given, type, route);
    ok(!bytes.includes(foreign), route);
  }
}

/** Sends a file that is accepted; returns what the API stores of it. */
async function stored({ name, doors, send }: PhotoApi, file: SentFile): Promise<Served> {
  const person = await newPerson(portrait);
  const { status, text } = await send({ portrait, person, file, door: doors[0] ?? 'function' });
  ok(status === 200 || status === 201, `${name}: ${status} ${text}`);
  if (name === 'Akana') {
    return serve(name, `${portrait.url}${temporaryPictures}/${text}`, { Cookie: person.login.cookie });
  }
  const [listed] = await allPhotos(portrait, person.owner);
  return serve(name, listed?.url ?? '');
}

describe('Of a polyglot file only the picture is stored:', { concurrency: 3 }, () => {
  for (const [place, makers] of Object.entries(hidingPlaces)) {
    for (const [what, payload] of Object.entries(payloads)) {
      test(`${what} ${place}`, async () => {
        for (const [extension, make] of Object.entries(makers) as [Format, (payload: string) => Buffer][]) {
          const file = named(extension, make(payload));
          ok(file.bytes.includes(foreign));
          for (const api of takers(extension).filter(({ name }) => what === 'HTML' || name === 'OpenLift')) {
            const found = await stored(api, file);
            isInert([found], types[extension]);
            deepEqual(await decode(found.bytes), await decode(pictures[extension]));
            if (place !== 'in its Exif') ok(found.bytes.equals(pictures[extension]), `${api.name}: ${extension}`);
          }
        }
      });
    }
  }

  for (const [extension, second] of [
    ...[['jpg', 'jpg'] as const, ['jpg', 'png'] as const, ['png', 'png'] as const, ['png', 'gif'] as const],
    ...[['gif', 'gif'] as const, ['webp', 'webp'] as const, ['heic', 'jpg'] as const],
  ]) {
    test(`a ${second} after a ${extension}`, async () => {
      const file = named(extension, join(whole[extension], whole[second]));
      for (const api of takers(extension)) {
        const found = await stored(api, file);
        isInert([found], types[extension]);
        ok(found.bytes.equals(whole[extension]), api.name);
      }
    });
  }
});

describe('Served files cannot run as scripts:', { concurrency: 3 }, () => {
  for (const [what, file] of [
    ['HTML after a JPEG', named('jpg', join(pictures.jpg, payloads.HTML))],
    ['a GIF that is also a script', named('gif', scriptGif())],
  ] as const) {
    for (const api of photoApis.filter(({ formats }) => formats.some((each) => file.fileName.endsWith(`.${each}`)))) {
      test(`${what}, by ${api.name}`, async () => {
        ok(file.bytes.includes(foreign));
        const person = await newPerson(portrait);
        const upload = { portrait, person, file, door: api.doors[0] ?? 'function' };
        const { status, text } = await api.send(upload);
        ok(status === 200 || status === 201, text);
        const { served } = await api.settle(upload, text);
        isInert([...served, ...(await servedEverywhere(portrait, person))]);
        const [listed] = await allPhotos(portrait, person.owner);
        isInert([await serve('the link of the list', listed?.url ?? '')], file.type);
      });
    }
  }
});
