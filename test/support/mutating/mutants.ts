import type { ImageFormat } from '../../../shared/core/image-format.ts';
import type { CorpusFile } from '../corpus/corpus-file.ts';
import { partsOf } from '../structure/parts.ts';
import { mutations } from './mutations.ts';
import { Random } from './random.ts';
import { withChecksums } from './with-checksums.ts';

export interface Mutant {
  /** How to reproduce it: its number and seed, the files that it was made from, and its mutations. */
  readonly name: string;
  readonly format: ImageFormat;
  readonly bytes: Buffer;
  /** The secrets in the files that it was made from. */
  readonly secrets: readonly string[];
}

/** Files of the corpus with one to three mutations each; the same for the same seed. */
export function* mutants(
  files: readonly CorpusFile[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Generator<Mutant> {
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
    if (file === undefined || other === undefined) throw new RangeError('The corpus is empty');
    const { format } = file;
    const applied: string[] = [];
    let bytes: Buffer = file.bytes;
    let { parts } = file;
    for (let left = random.pick([1, 1, 1, 2, 3]) ?? 1; left > 0 && bytes.length > 0; left--) {
      const mutation = random.pick(mutations);
      if (mutation === undefined) continue;
      bytes = mutation({ bytes, parts, other }, random);
      parts = partsOf(bytes, format);
      applied.push(mutation.name);
    }
    // Decoders skip a chunk whose checksum is wrong, and would never see most mutations.
    if (format === 'png' && random.chance(0.7)) bytes = withChecksums(bytes);
    const secrets = [...new Set([...file.secrets, ...other.secrets])];
    yield {
      name: `${number} of ${seed}: ${file.name} (${applied.join(', ')}; ${other.name})`,
      format,
      bytes,
      secrets,
    };
  }
}
