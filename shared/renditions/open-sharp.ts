export type SharpModule = typeof import('sharp')['default'];

let opened: Promise<SharpModule> | undefined;

/** sharp, loaded when first needed, with the loaders of the formats that are rendered and no others. */
export function openSharp(): Promise<SharpModule> {
  opened ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false); // no picture is asked for twice in a row
    sharp.concurrency(1); // a Lambda function of this size has little more than one processor
    sharp.block({ operation: ['VipsForeignLoad'] });
    const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];
    sharp.unblock({ operation: loaders.map((loader) => `VipsForeignLoad${loader}Buffer`) });
    return sharp;
  });
  return opened;
}
