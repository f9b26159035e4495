import { extensionsOfType, imageTypes } from '../../core/image-format.ts';
import type { PhotoPolicy } from '../../core/judge-photo.ts';
import { part } from '../../core/part.ts';
import type { Variables, VariableTable } from '../../core/variables.ts';

/** The policy of attachments, by the extension of their name. */
export interface CrafterPolicyPart {
  readonly crafterPolicy: PhotoPolicy;
}

/** The tenant of profiles without a tenant of their own. */
export interface TenantPart {
  readonly defaultTenant: string;
}

const defaultTypes = ['image/bmp', 'image/gif', 'image/jpeg', 'image/png', 'image/tiff', 'image/svg+xml'];

/** Reads the policy of attachments. */
export function readCrafterPolicy(read: Variables): PhotoPolicy {
  const types = read.list('CRAFTER_MIME_TYPES', { fallback: defaultTypes, choices: imageTypes() });
  return { extensions: types.flatMap(extensionsOfType), maxBytes: 5_242_880 };
}

export const crafterPolicy = part<CrafterPolicyPart>(['CRAFTER_MIME_TYPES'], (read) => ({
  crafterPolicy: readCrafterPolicy(read),
}));

export const tenancy = part<TenantPart>(['CRAFTER_TENANT'], (read) => ({
  defaultTenant: read.text('CRAFTER_TENANT', 'default'),
}));

export const crafterVariables = {
  CRAFTER_TENANT: { default: '`default`', meaning: 'The tenant of profiles without one.', deploys: true },
  CRAFTER_MIME_TYPES: {
    default: '`image/bmp,image/gif,image/jpeg,image/png,image/tiff,image/svg+xml`',
    meaning: 'The media types of attachments, by the extension of their name; only image types that Portrait knows.',
    deploys: true,
  },
  CRAFTER_PATH_PREFIX: {
    default: '`/crafter-profile`',
    meaning:
      'A segment that Crafter’s paths may also begin with, such as `/profile`. No other route may begin with it.',
    deploys: true,
  },
} satisfies VariableTable;
