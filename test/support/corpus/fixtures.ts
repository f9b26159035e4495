import { readFileSync } from 'node:fs';

/*
 * Files that need an encoder outside of npm, or the layout of another program, made on Debian 12. The pictures are those
 * of pictures.ts: still(0) to still(2) as 0.png to 2.png and 0.ppm, still(0, true) as alpha.png, tile(1) and tile(2) as tile1.png and
 * tile2.png, and both side by side as wide.png.
 *
 *   cjpeg -rgb -optimize 0.ppm > rgb.jpg                            libjpeg-turbo-progs 2.1.5
 *   cjpeg -restart 2B -optimize 0.ppm > restarts.jpg
 *   cjpeg -scans scans.txt -optimize 0.ppm > scans.jpg              lines of scans.txt: 0; 1; 2;
 *   heif-enc -q 50 0.png -o still.heic                              libheif-examples 1.15.1
 *   heif-enc -q 50 alpha.png -o alpha.heic
 *   heif-enc -q 50 tile1.png tile2.png -o tiles.heic
 *   heif-enc -q 50 wide.png -o wide.heic
 *   avifenc -s 10 --min 40 --max 50 --timescale 10 0.png 1.png 2.png sequence.avif                    libavif-bin 0.11.1
 *   img2webp -loop 2 -lossy -q 40 -d 100 0.png -lossless -d 250 1.png -d 400 2.png -o animated.webp   webp 1.2.4
 *   gifsicle --interlace --loopcount=3 --delay 10 --comment PRIVATE-comment-0000000a \
 *     0.gif --disposal background 1.gif 2.gif -o animated.gif       gifsicle 1.93, of ffmpeg 5.1's GIFs of 0.png to 2.png
 *
 * camera.jpg and its like are still(0), as sharp writes it with default options or quality 70, camera.gif all three frames and
 * camera.heic still.heic, each through exiftool 12.57 with:
 *
 *   -Orientation#=6 -Make=Nikon -Model=PRIVATE-model-00000001 -Artist=PRIVATE-artist-00000002
 *   -SerialNumber=PRIVATE-serial-00000003 -LensSerialNumber=PRIVATE-lens-00000004 -OwnerName=PRIVATE-owner-00000005
 *   -UserComment=PRIVATE-remark-00000006 '-DateTimeOriginal=2024:06:01 12:34:56'
 *   -GPSLatitude=59.3293 -GPSLatitudeRef=N -GPSLongitude=18.0686 -GPSLongitudeRef=E
 *   -GPSAreaInformation=PRIVATE-area-00000007 -XMP-dc:Creator=PRIVATE-creator-00000008 -XMP-exif:GPSLatitude=59.3293
 *   -IPTC:By-line=PRIVATE-byline-00000009 -Comment=PRIVATE-comment-0000000a
 *   '-ThumbnailImage<=small.jpg' '-ICC_Profile<=p3.icc'             small.jpg: cjpeg -quality 30 0.ppm; p3.icc: colourProfile()
 */

/** The bytes of a file in the folder `fixtures`. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url));
}
