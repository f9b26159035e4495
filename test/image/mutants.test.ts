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

/** For other and more mutants: MUTANTS_SEED=42 MUTANTS=1000000. */
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
    assert.ok(reader.visited <= 4 * bytes.length, `${reader.visited} reads of ${bytes.length} bytes`);
  }
}

/** Returns whether the mutant was read. Throws if cleaning it is not idempotent or leaves a secret. */
function check({ format, bytes, secrets }: Mutant): boolean {
  const once = read(bytes, format);
  if (once === undefined) return false;
  const twice = read(once.cleaned, format);
  if (twice === undefined) throw new Error('The cleaned file is unreadable');
  assert.deepEqual(twice.removed, []);
  assert.ok(twice.cleaned.equals(once.cleaned));
  assert.deepEqual([twice.pixels, twice.frames, twice.decoded], [once.pixels, once.frames, once.decoded]);
  assert.deepEqual(
    secrets.filter((secret) => isVisible(secret, { bytes: once.cleaned, format })),
    [],
  );
  return true;
}

/**
 * Whether a secret is outside of coded pixels and colour profiles. A mutation can put any bytes into those, and only a
 * decoder can tell them from valid ones.
 */
function isVisible(secret: string, { bytes, format }: Pick<Mutant, 'bytes' | 'format'>): boolean {
  const found = bytes.indexOf(secret, 0, 'latin1');
  if (found < 0) return false;
  const hidden = [...pixelRanges(bytes, format), ...profileParts(bytes, format)];
  const isHidden = (place: number) => hidden.some(({ start, end }) => start <= place && place < end);
  for (let at = found; at >= 0; at = bytes.indexOf(secret, at + 1, 'latin1')) {
    for (let place = at; place < at + secret.length; place++) if (!isHidden(place)) return true;
  }
  return false;
}

it(`refuses each of ${count} mutants, or cleans it without leaving a secret`, async () => {
  let readable = 0;
  const failures: string[] = [];
  for (const mutant of mutants(await corpus(), { seed, count })) {
    try {
      if (check(mutant)) readable++;
    } catch (error) {
      failures.push(`${mutant.name}: ${error}`);
    }
  }
  assert.deepEqual(failures.slice(0, 20), [], `${failures.length} failures`);
  // The test would be worthless if almost all mutants were refused.
  assert.ok(readable > count / 10, `${readable} of ${count} were read`);
});
