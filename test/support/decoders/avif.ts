import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import decode, { init } from '@jsquash/avif/decode.js';
import { type Decoded, still } from './decoded.ts';

let initialised: Promise<unknown> | undefined;

/** The primary picture of an AVIF, with its alpha, as it is stored: libavif leaves the turning to others. */
export async function decodeAvif(bytes: Uint8Array): Promise<Decoded> {
  initialised ??= initialise();
  await initialised;
  const result = await decode(Uint8Array.from(bytes).buffer, { bitDepth: 16 });
  if (result === null) throw new Error('This AVIF does not decode');
  const { width, height, data } = result;
  return still(width, height, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}

/** In a browser it would fetch the file itself. */
async function initialise(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/avif/codec/dec/avif_dec.wasm');
  await init({ wasmBinary: readFileSync(wasm) });
}
