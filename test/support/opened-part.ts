import { Readable } from 'node:stream';
import { type ByteRange, partOf } from '../../shared/core/byte-range.ts';
import type { OpenedObject, OpenedPart } from '../../shared/storage/storage.ts';

/** A range of an object whose bytes are in memory. */
export function openedPart(opened: OpenedObject, bytes: Uint8Array, range: ByteRange): OpenedPart | 'unsatisfiable' {
  const part = partOf(range, bytes.length);
  if (part === undefined) return 'unsatisfiable';
  return { ...opened, part, body: Readable.from([bytes.subarray(part.first, part.last + 1)]) };
}
