import type { ImageFormat } from '../../../shared/core/image-format.ts';
import type { CorpusFile } from '../corpus/corpus-file.ts';
import { partsOf } from '../structure/parts.ts';
import { mutations } from './mutations.ts';
import { Random } from './random.ts';
import { withChecksums } from './with-checksums.ts';

export interface Mutant {
  /** Says how to make it again: its number under the seed, what it was made from, and what befell it. */
  readonly name: string;
  readonly format: ImageFormat;
  readonly bytes: Buffer;
  /** What was planted in the files that it was made from. */
  readonly secrets: readonly string[];
}

/** So many files of the corpus, spoilt in one to three ways each; the same ones for the same seed. */
export function* mutants(files: readonly CorpusFile[], seed: number, count: number): Generator<Mutant> {
  const random = new Random(seed);
  const subjects = files.map((file) => ({
    ...file,
    bytes: Buffer.from(file.bytes),
    parts: partsOf(file.bytes, file.format),
  }));
  const byFormat = Map.groupBy(subjects, ({ format }) => format);
  for (let number = 0; number < count; number++) {
    const file = random.pick(random.pick([...byFormat.values()]) ?? []);
    const other = random.pick(random.chance(0.9) ? (byFormat.get(file?.format ?? 'jpeg') ?? []) : subjects);
    if (file === undefined || other === undefined) throw new RangeError('There is nothing to spoil');
    const { format } = file;
    const befallen: string[] = [];
    let bytes: Buffer = file.bytes;
    let { parts } = file;
    for (let left = random.pick([1, 1, 1, 2, 3]) ?? 1; left > 0 && bytes.length > 0; left--) {
      const mutation = random.pick(mutations);
      if (mutation === undefined) continue;
      bytes = mutation({ bytes, parts, other }, random);
      parts = partsOf(bytes, format);
      befallen.push(mutation.name);
    }
    // Browsers pass over what has a wrong checksum, and would not get to see the most of it.
    if (format === 'png' && random.chance(0.7)) bytes = withChecksums(bytes);
    const secrets = [...new Set([...file.secrets, ...other.secrets])];
    yield {
      name: `${number} of ${seed}: ${file.name} (${befallen.join(', ')}; ${other.name})`,
      format,
      bytes,
      secrets,
    };
  }
}
