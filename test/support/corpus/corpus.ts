import type { CorpusFile } from './corpus-file.ts';
import { gifs } from './gifs.ts';
import { heifs } from './heifs.ts';
import { jpegs } from './jpegs.ts';
import { pngs } from './pngs.ts';
import { realLife } from './real-life.ts';
import { webps } from './webps.ts';

let made: Promise<readonly CorpusFile[]> | undefined;

/** Small photos of every format with every kind of metadata. They are made once per process, from the same pictures. */
export function corpus(): Promise<readonly CorpusFile[]> {
  made ??= makeCorpus();
  return made;
}

async function makeCorpus(): Promise<readonly CorpusFile[]> {
  const files = await Promise.all([jpegs(), pngs(), gifs(), webps(), heifs()]);
  return [...files.flat(), ...realLife()];
}
