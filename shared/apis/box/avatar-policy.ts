import type { PhotoPolicy } from '../../core/judge-photo.ts';

/** The policy of avatar uploads. */
export const avatarPolicy = {
  extensions: ['jpg', 'jpeg', 'png'],
  maxBytes: 1_048_576,
  maxSide: 1024,
  named: true,
} as const satisfies PhotoPolicy;

/** The pictures of `pic_urls`, with their sides in pixels. */
export const picSizes = { small: 32, large: 160, preview: 300 } as const;
