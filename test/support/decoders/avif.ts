import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import decode, { init } from '@jsquash/avif/decode.js';
import { type Decoded, still } from './decoded.ts';

let initialised: Promise<unknown> | undefined;

/** Decodes the primary image of an AVIF, with its alpha channel, without applying its orientation. */
export async function decodeAvif(bytes: Uint8Array): Promise<Decoded> {
  initialised ??= initialise();
  await initialised;
  const result = await decode(Uint8Array.from(bytes).buffer, { bitDepth: 16 });
  if (result === null) throw new Error('The AVIF cannot be decoded');
  const { width, height, data } = result;
  return still({ width, height }, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}

/** Loads the WebAssembly, which the package fetches itself only in a browser. */
async function initialise(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/avif/codec/dec/avif_dec.wasm');
  await init({ wasmBinary: readFileSync(wasm) });
}
