/** The default export of sharp. */
export type SharpModule = typeof import('sharp')['default'];

let opened: Promise<SharpModule> | undefined;

/** Loads sharp on first use, and enables only the loaders of the formats that are rendered. */
export function openSharp(): Promise<SharpModule> {
  opened ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false); // consecutive requests are for different images
    sharp.concurrency(1); // a Lambda function of this size has little more than one vCPU
    sharp.block({ operation: ['VipsForeignLoad'] });
    const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];
    sharp.unblock({ operation: loaders.map((loader) => `VipsForeignLoad${loader}Buffer`) });
    return sharp;
  });
  return opened;
}
