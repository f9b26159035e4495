import { readFileSync } from 'node:fs';

/*
 * What npm has no encoder for was made once, on Debian 12, from the pictures of pictures.ts as PNG and PPM (still(0) is 0.png,
 * still(0, true) is alpha.png, tile(1) and tile(2) are tile1.png and tile2.png):
 *
 *   cjpeg -rgb -optimize 0.ppm > rgb.jpg                       libjpeg-turbo-progs 2.1.5
 *   cjpeg -restart 2B -optimize 0.ppm > restarts.jpg
 *   cjpeg -scans scans.txt -optimize 0.ppm > scans.jpg         with 0; 1; 2; in scans.txt, a line each
 */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url));
}
