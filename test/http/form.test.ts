import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { type Form, readForm } from '../../shared/http/form.ts';
import { type Multipart, multipart, type Part } from '../support/multipart.ts';
import { forms } from '../support/random-forms.ts';

const maxFileBytes = 100;
const settings = { filePart: 'file', maxFileBytes };

const read = ({ contentType, body }: Multipart, pieces: Iterable<Uint8Array> = [body]) =>
  readForm({ contentType, body: pieces, ...settings });

/** A form as plain values that can be compared. */
function plain({ fields, files }: Form): object {
  return {
    fields: [...fields],
    files: files.map(({ bytes, ...file }) => ({ ...file, bytes: Buffer.from(bytes).toString('latin1') })),
  };
}

/** The fields and files that a form of these parts contains. */
function expected(parts: readonly Part[]): object {
  const fields = new Map<string, string>();
  const files: object[] = [];
  for (const { name, fileName, type = '', content } of parts) {
    if (fileName === undefined) {
      if (!fields.has(name)) fields.set(name, content.toString());
    } else if (name === 'file') {
      const bytes = Buffer.from(content);
      files.push({
        name,
        fileName,
        declaredType: type.replace(/;.*/, '').toLowerCase(),
        size: bytes.length,
        bytes: bytes.length > maxFileBytes ? '' : bytes.toString('latin1'),
      });
    }
  }
  return { fields: [...fields], files };
}

describe('a form', () => {
  it('is parsed from one piece, from two pieces with any cut, and byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(forms, async ({ parts, envelope }) => {
        const form = multipart(parts, envelope);
        const contained = expected(parts);
        assert.deepEqual(plain(await read(form)), contained);
        assert.deepEqual(
          plain(
            await read(
              form,
              Array.from(form.body, (byte) => Uint8Array.of(byte)),
            ),
          ),
          contained,
        );
        for (let at = 0; at <= form.body.length; at++) {
          assert.deepEqual(plain(await read(form, [form.body.subarray(0, at), form.body.subarray(at)])), contained);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is refused if it is truncated at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(forms, async ({ parts, envelope: { boundary } }) => {
        const form = multipart(parts, boundary === undefined ? {} : { boundary });
        for (let end = 0; end < form.body.length; end++) {
          await assert.rejects(read(form, [form.body.subarray(0, end)]), { name: 'PhotoFailure', code: 'bad-request' });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is parsed or refused with bad-request if its bytes are corrupt', async () => {
    const damage = fc.record({ at: fc.nat(), length: fc.nat({ max: 20 }), bytes: fc.uint8Array({ maxLength: 20 }) });
    await fc.assert(
      fc.asyncProperty(forms, fc.array(damage, { maxLength: 3 }), async ({ parts, envelope }, damages) => {
        let { contentType, body } = multipart(parts, envelope);
        for (const { at, length, bytes } of damages) {
          const start = at % (body.length + 1);
          body = Buffer.concat([body.subarray(0, start), bytes, body.subarray(start + length)]);
        }
        try {
          await read({ contentType, body });
        } catch (error) {
          if (!(error instanceof PhotoFailure) || error.code !== 'bad-request') throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is parsed or refused with bad-request if the charset of a field is unknown or malformed', async () => {
    for (const charset of ['utf-16le', 'latin1', 'klingon', '__proto__', '"\\"', 'x'.repeat(5000)]) {
      const form = multipart([{ name: 'purpose', type: `text/plain; charset=${charset}`, content: 'account_avatar' }]);
      const outcome = await read(form).then(
        ({ fields }) => typeof fields.get('purpose'),
        (error: unknown) => (error instanceof PhotoFailure ? error.code : error),
      );
      assert.ok(['string', 'undefined', 'bad-request'].includes(String(outcome)), `${charset}: ${outcome}`);
    }
  });

  it('is parsed with a boundary of any length', async () => {
    for (const length of [1, 70, 71, 250, 251, 252, 253, 254, 255, 256, 257, 300, 512, 1000]) {
      const form = multipart([{ name: 'purpose', content: 'account_avatar' }], { boundary: 'x'.repeat(length) });
      assert.equal((await read(form)).fields.get('purpose'), 'account_avatar', `${length} characters`);
    }
  });

  it('returns the first value of a repeated field', async () => {
    const parts = ['first', 'second'].map((content) => ({ name: 'purpose', content }));
    assert.equal((await read(multipart(parts))).fields.get('purpose'), 'first');
  });

  it('skips files of other names, and accepts unknown fields', async () => {
    const { fields, files } = await read(
      multipart([
        { name: 'thumbnail', fileName: 'small.png', type: 'image/png', content: 'x'.repeat(1000) },
        { name: 'comment', content: 'hello' },
        { name: 'file', fileName: 'photo.png', type: 'image/png', content: 'bytes' },
      ]),
    );
    assert.deepEqual(
      files.map(({ fileName }) => fileName),
      ['photo.png'],
    );
    assert.equal(fields.get('comment'), 'hello');
  });

  it('may have no parts', async () => {
    assert.deepEqual(plain(await read(multipart([]))), { fields: [], files: [] });
  });
});

describe('a file of a form', () => {
  const fileOf = async (part: Partial<Part>) => {
    const form = multipart([{ name: 'file', fileName: 'photo.png', type: 'image/png', content: 'bytes', ...part }]);
    const [file] = (await read(form)).files;
    assert.ok(file);
    return file;
  };

  it('has its bytes up to the limit; beyond it, only its actual size', async () => {
    for (const [size, kept] of [
      [0, 0],
      [1, 1],
      [maxFileBytes, maxFileBytes],
      [maxFileBytes + 1, 0],
      [1_000_000, 0],
    ]) {
      const file = await fileOf({ content: Buffer.alloc(size ?? 0, 'x') });
      assert.deepEqual([file.size, file.bytes.length], [size, kept]);
    }
  });

  it('is complete and in order if it arrives in many pieces before a smaller file', async () => {
    const large = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const form = multipart([
      { name: 'file', fileName: 'large.png', type: 'image/png', content: large },
      { name: 'file', fileName: 'small.png', type: 'image/png', content: 'x' },
    ]);
    const pieces = Array.from({ length: Math.ceil(form.body.length / 65_536) }, (_, index) =>
      form.body.subarray(index * 65_536, (index + 1) * 65_536),
    );
    for (const sent of [[form.body], pieces]) {
      const { files } = await readForm({
        contentType: form.contentType,
        body: sent,
        filePart: 'file',
        maxFileBytes: 300_000,
      });
      assert.deepEqual(
        files.map(({ fileName, size }) => [fileName, size]),
        [
          ['large.png', 300_000],
          ['small.png', 1],
        ],
      );
      assert.ok(large.equals(files[0]?.bytes ?? Buffer.alloc(0)));
    }
  });

  it('has its name without the path that some clients send', async () => {
    assert.equal((await fileOf({ fileName: '/home/me/photo.png' })).fileName, 'photo.png');
    assert.equal((await fileOf({ fileName: 'C:\\Users\\me\\photo.png' })).fileName, 'photo.png');
    assert.equal((await fileOf({ fileName: '../../etc/passwd' })).fileName, 'passwd');
    assert.equal((await fileOf({ fileName: '..' })).fileName, '');
  });

  it('has its name in UTF-8, also from an extended parameter (filename*)', async () => {
    assert.equal((await fileOf({ fileName: 'Фото 日本 😀.png' })).fileName, 'Фото 日本 😀.png');
    const { contentType, body } = multipart([{ name: 'file', fileName: 'NAME', type: 'image/png', content: 'x' }]);
    const extended = body.toString().replace('filename="NAME"', "filename*=UTF-8''na%C3%AFve.png");
    const { files } = await readForm({ contentType, body: [Buffer.from(extended)], ...settings });
    assert.equal(files[0]?.fileName, 'naïve.png');
  });

  it('has its declared type in lower case, without parameters', async () => {
    assert.equal((await fileOf({ type: 'IMAGE/JPEG; name="a.jpg"' })).declaredType, 'image/jpeg');
  });

  it('has the type text/plain if its part declares none (RFC 7578)', async () => {
    const form = multipart([{ name: 'file', fileName: 'photo.png', content: 'bytes' }]);
    const [file] = (await read(form)).files;
    assert.equal(file?.declaredType, 'text/plain');
  });

  it('is a file if it has no name but the type application/octet-stream', async () => {
    const form = multipart([{ name: 'file', type: 'application/octet-stream', content: 'bytes' }]);
    assert.deepEqual(plain(await read(form)), {
      fields: [],
      files: [{ name: 'file', fileName: '', declaredType: 'application/octet-stream', size: 5, bytes: 'bytes' }],
    });
  });
});

describe('a form is refused', () => {
  const { body } = multipart([{ name: 'purpose', content: 'account_avatar' }]);
  const contentTypes = [
    ...[undefined, '', 'application/json', 'application/x-www-form-urlencoded', 'multipart/mixed; boundary=frontier'],
    ...['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data-x; boundary=frontier'],
    ...['multipart/form-data; boundary="frontier', 'multipart/form-data; charset=utf-8', 'multipart/form-data;;;'],
  ];
  for (const contentType of contentTypes) {
    it(`if the Content-Type is ${contentType}`, async () => {
      await assert.rejects(readForm({ contentType, body: [body], ...settings }), {
        name: 'PhotoFailure',
        code: 'bad-request',
      });
    });
  }

  const field = (content: string, index = 0) => ({ name: `field${index}`, content });
  const file = (index: number) => ({ name: `file${index}`, fileName: 'a', type: 'image/png', content: '' });
  const many = (count: number, part: (index: number) => Part) => Array.from({ length: count }, (_, i) => part(i));
  for (const [what, parts] of [
    ['a field is longer than 64 KiB', [field('x'.repeat(65_537))]],
    ['it has more than 64 fields', many(65, (index) => field('', index))],
    ['it has more than 16 files', many(17, file)],
    ['it has thousands of parts', many(5000, (index) => field('', index))],
  ] as const) {
    it(`if ${what}`, async () => {
      await assert.rejects(read(multipart(parts)), { name: 'PhotoFailure', code: 'bad-request' });
    });
  }

  it('if the headers of a part do not end', async () => {
    const endless = Buffer.from(`--frontier\r\n${'X-Header: x\r\n'.repeat(20_000)}`);
    await assert.rejects(read({ contentType: 'multipart/form-data; boundary=frontier', body: endless }), {
      code: 'bad-request',
    });
  });

  it('if the headers of a file contain a boundary', async () => {
    const headers = 'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: image';
    const body = Buffer.from(`--frontier\r\n${headers}\r\n--frontier\r\n${headers}/png\r\n\r\n--x\r\n--frontier--\r\n`);
    await assert.rejects(read({ contentType: 'multipart/form-data; boundary=frontier', body }), {
      code: 'bad-request',
    });
  });

  it('but not if it has many parts within the limits', async () => {
    const parts = [...many(60, (index) => field('x', index)), ...many(15, file)];
    assert.equal((await read(multipart(parts))).fields.size, 60);
  });
});
