import type { ByteReader } from './byte-reader.ts';

/** Whether an ICC profile begins at `at`, by the signature that every profile has (ICC.1:2022, §7.2.12). */
export function isProfile(reader: ByteReader, at: number): boolean {
  return reader.has(at + 36, signature);
}

const signature = Buffer.from('acsp');
