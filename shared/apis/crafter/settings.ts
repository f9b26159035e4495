import { extensionsOfType, imageTypes } from '../../core/image-format.ts';
import type { PhotoPolicy } from '../../core/judge-photo.ts';
import { part } from '../../core/part.ts';
import type { Variables, VariableTable } from '../../core/variables.ts';

/** What an attachment may be, by its name. */
export interface CrafterPolicyPart {
  readonly crafterPolicy: PhotoPolicy;
}

/** The tenant of the profiles that name none. */
export interface TenantPart {
  readonly defaultTenant: string;
}

const defaultTypes = ['image/bmp', 'image/gif', 'image/jpeg', 'image/png', 'image/tiff', 'image/svg+xml'];

export function readCrafterPolicy(read: Variables): PhotoPolicy {
  const types = read.list('CRAFTER_MIME_TYPES', defaultTypes, imageTypes());
  return { extensions: types.flatMap(extensionsOfType), maxBytes: 5_242_880 };
}

export const crafterPolicy = part<CrafterPolicyPart>(['CRAFTER_MIME_TYPES'], (read) => ({
  crafterPolicy: readCrafterPolicy(read),
}));

export const tenancy = part<TenantPart>(['CRAFTER_TENANT'], (read) => ({
  defaultTenant: read.text('CRAFTER_TENANT', 'default'),
}));

export const crafterVariables = {
  CRAFTER_TENANT: { default: '`default`', meaning: 'The tenant of profiles that name none.', deploys: true },
  CRAFTER_MIME_TYPES: {
    default: '`image/bmp,image/gif,image/jpeg,image/png,image/tiff,image/svg+xml`',
    meaning: 'What attachments may be, by the extension of their name; of the image types that Portrait knows.',
    deploys: true,
  },
  CRAFTER_PATH_PREFIX: {
    default: '`/crafter-profile`',
    meaning:
      'A segment that Crafter’s paths may also begin with, such as `/profile`. No other route may begin with it.',
    deploys: true,
  },
} satisfies VariableTable;
