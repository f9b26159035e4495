import { join, spliced } from '../building/bytes.ts';
import { type Part, type Place, withChildren } from '../structure/part.ts';
import type { Random } from './random.ts';

/** A file to mutate, with its parts, and another file to take parts from. */
interface Subject {
  readonly bytes: Buffer;
  readonly parts: readonly Part[];
  readonly other: { readonly bytes: Buffer; readonly parts: readonly Part[] };
}

type Mutation = (subject: Subject, random: Random) => Buffer;

/** Longer files would only slow the test down. */
const mostBytes = 40_000;

function flipBits({ bytes, parts }: Subject, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const headers = withChildren(parts).flatMap(({ start, body }) => [start, body]);
  for (let left = 1 + random.below(6); left > 0; left--) {
    const near = (random.pick(headers) ?? 0) + random.below(24);
    const at = random.chance(0.6) && near < copy.length ? near : random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  }
  return copy;
}

function cutOff({ bytes, parts }: Subject, random: Random): Buffer {
  const ends = withChildren(parts).flatMap(({ start, body, end }) => [start, body, end - 1, end + 1]);
  const at = random.chance(0.5) ? random.below(bytes.length) : (random.pick(ends) ?? 0);
  return bytes.subarray(0, Math.max(0, at));
}

function lieAboutLength({ bytes, parts }: Subject, random: Random): Buffer {
  const place = random.pick(withChildren(parts).flatMap(({ length }) => length ?? []));
  if (place === undefined) return bytes;
  const honest = readAt(bytes, place);
  const near = honest + random.below(40) - 20;
  const lies = [0, 1, 2, 7, 8, near, near, honest * 2, bytes.length - place.at, 0x7fffffff, 0x80000000, 0xffffffff];
  return writtenAt(bytes, { ...place, value: random.pick(lies) ?? 0 });
}

function lieAboutCount({ bytes, parts }: Subject, random: Random): Buffer {
  const place = random.pick(withChildren(parts).flatMap(({ counts }) => counts));
  if (place === undefined) return flipBits({ bytes, parts, other: { bytes, parts } }, random);
  const lies = [0, 1, 2, 255, 0xffff, 0x10000, 0x7fffffff, 0xffffffff, random.below(2 ** 16)];
  return writtenAt(bytes, { ...place, value: random.pick(lies) ?? 0 });
}

/** Copies four bytes to another position, for offsets that collide and directories that form a cycle. */
function copyNumber({ bytes, parts }: Subject, random: Random): Buffer {
  const holders = withChildren(parts).filter(({ body, end, pixels }) => !pixels && end - body >= 4);
  const within = () => {
    const holder = random.pick(holders);
    return holder === undefined ? 0 : holder.body + random.below(holder.end - holder.body - 3);
  };
  const copy = Buffer.from(bytes);
  bytes.copy(copy, within(), ...sliceFrom(within()));
  return copy;
}

const sliceFrom = (start: number) => [start, start + 4] as const;

/** Makes directories of an Exif long, cyclic, or beyond the end. */
function spoilExif({ bytes, parts }: Subject, random: Random): Buffer {
  const headers = ['II*\0', 'MM\0*'].flatMap((text) => indicesOf(bytes, text));
  const start = random.pick(headers);
  if (start === undefined) return copyNumber({ bytes, parts, other: { bytes, parts } }, random);
  const littleEndian = bytes[start] === 0x49;
  const number = (size: number, at: number) => ({ at: start + at, bytes: size, littleEndian });
  const entry = 10 + 12 * random.below(12);
  const spoilt: readonly (readonly [Place, readonly number[]])[] = [
    [number(4, 4), [0, 4, 8, 9, 20, 0xffff, 0xffffffff]],
    [number(2, 8), [0, 1, 2, 500, 0xffff]],
    [number(2, entry), [0x0112, 0x8769, 0x8825, 0x0201, random.below(0xffff)]],
    [number(2, entry + 2), [0, 1, 3, 4, 5, 13, 0xffff]],
    [number(4, entry + 4), [0, 1, 0x40000000, 0xffffffff]],
    [number(4, entry + 8), [0, 8, 10, 0xffffffff, random.below(bytes.length)]],
  ];
  const [place, values] = random.pick(spoilt) ?? [number(4, 4), [0]];
  return place.at + place.bytes > bytes.length
    ? bytes
    : writtenAt(bytes, { ...place, value: random.pick(values) ?? 0 });
}

function indicesOf(bytes: Buffer, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text, 0, 'latin1'); at >= 0; at = bytes.indexOf(text, at + 1, 'latin1')) found.push(at);
  return found;
}

function duplicatePart(subject: Subject, random: Random): Buffer {
  const { bytes, parts } = subject;
  const copied = random.pick(withChildren(parts));
  const before = random.pick(withChildren(parts));
  if (copied === undefined || before === undefined) return bytes;
  const part = bytes.subarray(copied.start, copied.end);
  const most = Math.max(1, Math.floor((mostBytes - bytes.length) / Math.max(1, part.length)));
  const times = random.chance(0.2) ? Math.min(most, 1 + random.below(300)) : 1;
  const at = random.chance(0.5) ? copied.end : before.start;
  return replaced(subject, { random, start: at, end: at, by: Buffer.concat(Array(times).fill(part)) });
}

function deletePart(subject: Subject, random: Random): Buffer {
  const part = random.pick(withChildren(subject.parts));
  return part === undefined
    ? subject.bytes
    : replaced(subject, { random, start: part.start, end: part.end, by: Buffer.alloc(0) });
}

function swapParts({ bytes, parts }: Subject, random: Random): Buffer {
  const groups = [parts, ...withChildren(parts).map(({ children }) => children)].filter(({ length }) => length > 1);
  const siblings = random.pick(groups) ?? [];
  const [one, other] = [random.pick(siblings), random.pick(siblings)];
  if (one === undefined || other === undefined || one.end > other.start) return bytes;
  return join(
    bytes.subarray(0, one.start),
    bytes.subarray(other.start, other.end),
    bytes.subarray(one.end, other.start),
    bytes.subarray(one.start, one.end),
    bytes.subarray(other.end),
  );
}

/** Inserts a part of another file, or continues with the other file from one of its parts on. */
function splice(subject: Subject, random: Random): Buffer {
  const { bytes, parts, other } = subject;
  const here = random.pick(withChildren(parts));
  const there = random.pick(withChildren(other.parts));
  if (here === undefined || there === undefined) return bytes;
  if (random.chance(0.3)) return join(bytes.subarray(0, here.start), other.bytes.subarray(there.start));
  const end = random.chance(0.5) ? here.end : here.start;
  return replaced(subject, { random, start: here.start, end, by: other.bytes.subarray(there.start, there.end) });
}

function writeRun({ bytes }: Subject, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const start = random.below(copy.length);
  return copy.fill(random.pick([0, 0, 0xff]) ?? 0, start, Math.min(copy.length, start + 1 + random.below(200)));
}

function insertBytes(subject: Subject, random: Random): Buffer {
  const { bytes, parts } = subject;
  const at = random.chance(0.7) ? (random.pick(withChildren(parts))?.start ?? 0) : random.below(bytes.length);
  const inserted = Buffer.from(Array.from({ length: 1 + random.below(40) }, () => random.below(256)));
  return replaced(subject, { random, start: at, end: at, by: inserted });
}

interface Replacement {
  readonly random: Random;
  readonly start: number;
  readonly end: number;
  readonly by: Buffer;
}

/** Replaces bytes. In most cases the length fields of the parts around them are corrected. */
function replaced({ bytes, parts }: Subject, { random, start, end, by }: Replacement): Buffer {
  const difference = by.length - (end - start);
  let honest = bytes;
  if (random.chance(0.8)) {
    for (const part of withChildren(parts)) {
      if (part.length === undefined || part.body > start || part.end < end || part.children.length === 0) continue;
      honest = writtenAt(honest, { ...part.length, value: readAt(bytes, part.length) + difference });
    }
  }
  return spliced(honest, { start, end }, by);
}

function readAt(bytes: Buffer, { at, bytes: size, littleEndian }: Place): number {
  const places = Array.from({ length: size }, (_, index) => bytes[at + (littleEndian ? size - 1 - index : index)] ?? 0);
  return places.reduce((value, byte) => value * 256 + byte, 0);
}

/** A copy with a number written. */
function writtenAt(
  bytes: Buffer,
  { at, bytes: size, littleEndian, value }: Place & { readonly value: number },
): Buffer {
  const copy = Buffer.from(bytes);
  let left = Math.max(0, value);
  for (let index = 0; index < size; index++) {
    copy[at + (littleEndian ? index : size - 1 - index)] = left % 256;
    left = Math.floor(left / 256);
  }
  return copy;
}

/** The mutations; one that is listed twice is twice as likely. */
export const mutations: readonly Mutation[] = [
  ...[flipBits, flipBits, cutOff, lieAboutLength, lieAboutLength, lieAboutCount, copyNumber, spoilExif],
  ...[duplicatePart, deletePart, swapParts, splice, splice, writeRun, insertBytes],
];
