import instantiate from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import { blankTiff } from './blank-tiff.ts';

const rgb = 1; // heif_colorspace_RGB
const interleaved = { 3: 10, 4: 11 } as const; // heif_chroma_interleaved_RGB and …_RGBA
const interleavedChannel = 10; // heif_channel_interleaved

/**
 * Decodes the primary image of an HEIC or HEIF file to a TIFF, turned and mirrored as the file says, with its colour
 * profile. Throws if it does not decode, and before decoding if it has more than `maxPixels`. A crafted file may take
 * hours: use `decodeHeif`, which runs this in a thread with a timeout.
 */
export function decodeByLibheif(bytes: Uint8Array, maxPixels: number): Uint8Array<ArrayBuffer> {
  const heif = instantiate({ print() {}, printErr() {} });
  const memory = () => heif.HEAPU8 as Uint8Array; // a new view each time: growing replaces the buffer
  const wordAt = (address: number) => new DataView(memory().buffer).getUint32(address, true);

  const error = heif._malloc(12); // heif_error: code, subcode, message
  const result = heif._malloc(4);
  const checked = () => {
    if (wordAt(error) !== 0) throw new Error(`libheif failed with code ${wordAt(error)}, subcode ${wordAt(error + 4)}`);
    return wordAt(result);
  };

  const source = heif._malloc(bytes.length);
  memory().set(bytes, source);
  const context = heif._heif_context_alloc();
  // The limit also applies to tiles and to coded images, which are a little larger than what is displayed.
  heif._heif_context_set_maximum_image_size_limit(context, Math.ceil(Math.sqrt(maxPixels * 1.1)));
  heif._heif_context_read_from_memory(error, context, source, bytes.length, 0);
  checked();
  heif._heif_context_get_primary_image_handle(error, context, result);
  const handle = checked();
  if (heif._heif_image_handle_get_width(handle) * heif._heif_image_handle_get_height(handle) > maxPixels) {
    throw new RangeError(`The image has more than ${maxPixels} pixels`);
  }

  const channels = heif._heif_image_handle_has_alpha_channel(handle) === 0 ? 3 : 4;
  heif._heif_decode_image(error, handle, result, rgb, interleaved[channels], 0);
  const image = checked();
  const profileBytes = heif._heif_image_handle_get_raw_color_profile_size(handle);
  const profile = heif._malloc(profileBytes);
  if (profileBytes > 0) {
    heif._heif_image_handle_get_raw_color_profile(error, handle, profile);
    checked();
  }

  const width = heif._heif_image_get_width(image, interleavedChannel);
  const height = heif._heif_image_get_height(image, interleavedChannel);
  const plane = heif._heif_image_get_plane_readonly(image, interleavedChannel, result);
  const stride = wordAt(result);
  if (plane === 0) throw new Error('libheif returned no pixels');
  const { file, pixels } = blankTiff({
    width,
    height,
    channels,
    profile: profileBytes > 0 ? memory().subarray(profile, profile + profileBytes) : undefined,
  });
  const rowBytes = width * channels;
  for (let row = 0; row < height; row++) {
    const start = plane + row * stride;
    pixels.set(memory().subarray(start, start + rowBytes), row * rowBytes);
  }
  return file;
}
