import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ImageFormat } from '../../shared/core/image-format.ts';
import { ByteReader } from '../../shared/image/byte-reader.ts';
import { readImage } from '../../shared/image/read-image.ts';
import { UnreadableImage } from '../../shared/image/unreadable-image.ts';
import { corpus } from '../support/corpus/corpus.ts';
import { type Mutant, mutants } from '../support/mutating/mutants.ts';
import { profileParts } from '../support/structure/kept.ts';
import { pixelRanges } from '../support/structure/parts.ts';

/** Another seed makes other mutants: MUTANTS_SEED=42 MUTANTS=1000000. */
const seed = Number(process.env.MUTANTS_SEED ?? 1);
const count = Number(process.env.MUTANTS ?? 10_000);

function read(bytes: Uint8Array, format: ImageFormat) {
  const reader = new ByteReader(bytes);
  try {
    const { parts = [], ...facts } = readImage(reader, format);
    return { ...facts, cleaned: Buffer.concat(parts) };
  } catch (error) {
    if (error instanceof UnreadableImage) return undefined;
    throw error;
  } finally {
    assert.ok(reader.visited <= 4 * bytes.length, `${reader.visited} visits to ${bytes.length} bytes`);
  }
}

/** Answers whether it was read. */
function check({ format, bytes, secrets }: Mutant): boolean {
  const once = read(bytes, format);
  if (once === undefined) return false;
  const twice = read(once.cleaned, format);
  if (twice === undefined) throw new Error('it was cleaned, and then it could not be read');
  assert.deepEqual(twice.removed, []);
  assert.ok(twice.cleaned.equals(once.cleaned));
  assert.deepEqual([twice.pixels, twice.frames, twice.decoded], [once.pixels, once.frames, once.decoded]);
  assert.deepEqual(
    secrets.filter((secret) => isSeen(secret, once.cleaned, format)),
    [],
  );
  return true;
}

/**
 * Outside of what is coded pixels, where a mutation may have put anything, and what nobody but a decoder can tell; outside, too, of
 * a profile, of which the same is true.
 */
function isSeen(secret: string, bytes: Buffer, format: ImageFormat): boolean {
  const found = bytes.indexOf(secret, 0, 'latin1');
  if (found < 0) return false;
  const hidden = [...pixelRanges(bytes, format), ...profileParts(bytes, format)];
  const isHidden = (place: number) => hidden.some(({ start, end }) => start <= place && place < end);
  for (let at = found; at >= 0; at = bytes.indexOf(secret, at + 1, 'latin1')) {
    for (let place = at; place < at + secret.length; place++) if (!isHidden(place)) return true;
  }
  return false;
}

it(`reads ${count} spoilt photos, or refuses them, and leaves nothing in those that it cleans`, async () => {
  let readable = 0;
  const failures: string[] = [];
  for (const mutant of mutants(await corpus(), seed, count)) {
    try {
      if (check(mutant)) readable++;
    } catch (error) {
      failures.push(`${mutant.name}: ${error}`);
    }
  }
  assert.deepEqual(failures.slice(0, 20), [], `${failures.length} failures`);
  // Were all refused at their first bytes, nothing would have been tested.
  assert.ok(readable > count / 10, `${readable} of ${count} were read`);
});
