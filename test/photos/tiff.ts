/** A field of a TIFF: its tag, and its value of a type; or further fields, or bytes elsewhere in the file, to which it points. */
export type Field =
  | readonly [tag: number, type: keyof typeof valueBytes, value: Buffer]
  | readonly [tag: number, fields: readonly Field[]]
  | readonly [tag: number, bytes: Buffer];

/** A big-endian TIFF, as Exif is one, of one directory or several. Its fields must be in the order of their tags. */
export function tiff(...directories: readonly (readonly Field[])[]): Buffer {
  return directories.reduce(
    (file, fields, index) => Buffer.concat([file, directory(file.length, fields, index < directories.length - 1)]),
    Buffer.from('MM\0*\0\0\0\x08', 'latin1'),
  );
}

export const ascii = (tag: number, text: string): Field => [tag, 'ascii', Buffer.from(`${text}\0`, 'latin1')];
export const short = (tag: number, ...values: readonly number[]): Field => [tag, 'short', numbers(2, values)];
export const long = (tag: number, ...values: readonly number[]): Field => [tag, 'long', numbers(4, values)];
export const undefinedBytes = (tag: number, text: string): Field => [tag, 'undefined', Buffer.from(text, 'latin1')];

/** A place on Earth as cameras note it. */
export const gps: readonly Field[] = [
  ascii(1, 'N'),
  [2, 'rational', numbers(4, [51, 1, 28, 1, 4012, 100])],
  ascii(3, 'W'),
  [4, 'rational', numbers(4, [0, 1, 0, 1, 531, 100])],
];
/** What of it stands in a file. */
export const latitude: Buffer = numbers(4, [51, 1, 28, 1, 4012, 100]);

const valueBytes = { ascii: 1, short: 2, long: 4, rational: 8, undefined: 1 };
const typeNumbers = { ascii: 2, short: 3, long: 4, rational: 5, undefined: 7 };

/** A directory that lies at a place of the file, with its values behind it. */
function directory(start: number, fields: readonly Field[], isFollowed = false): Buffer {
  const valuesStart = start + 2 + fields.length * 12 + 4;
  let values = Buffer.alloc(0);
  const add = (bytes: Buffer) => {
    const place = valuesStart + values.length;
    values = Buffer.concat([values, bytes, Buffer.alloc(bytes.length % 2)]);
    return place;
  };
  const entries = fields.map(([tag, typeOrContent, value]) => {
    if (value === undefined) {
      const place = Buffer.isBuffer(typeOrContent)
        ? add(typeOrContent)
        : add(directory(valuesStart + values.length, typeOrContent as readonly Field[]));
      return Buffer.concat([numbers(2, [tag, typeNumbers.long]), numbers(4, [1, place])]);
    }
    const type = typeOrContent as keyof typeof valueBytes;
    const inPlace = value.length <= 4 ? Buffer.concat([value, Buffer.alloc(4 - value.length)]) : undefined;
    return Buffer.concat([
      numbers(2, [tag, typeNumbers[type]]),
      numbers(4, [value.length / valueBytes[type]]),
      inPlace ?? numbers(4, [add(value)]),
    ]);
  });
  const next = isFollowed ? valuesStart + values.length : 0;
  return Buffer.concat([numbers(2, [fields.length]), ...entries, numbers(4, [next]), values]);
}

function numbers(length: number, values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(length * values.length);
  for (const [index, value] of values.entries()) bytes.writeUIntBE(value, index * length, length);
  return bytes;
}
