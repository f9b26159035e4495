import type { CorpusFile } from './corpus-file.ts';
import { gifs } from './gifs.ts';
import { heifs } from './heifs.ts';
import { jpegs } from './jpegs.ts';
import { pngs } from './pngs.ts';
import { realLife } from './real-life.ts';
import { webps } from './webps.ts';

let made: Promise<readonly CorpusFile[]> | undefined;

/** Photos of every format with everything that photos carry, small, made anew from the same pictures. */
export function corpus(): Promise<readonly CorpusFile[]> {
  made ??= makeCorpus();
  return made;
}

async function makeCorpus(): Promise<readonly CorpusFile[]> {
  const files = await Promise.all([jpegs(), pngs(), gifs(), webps(), heifs()]);
  return [...files.flat(), ...realLife()];
}
