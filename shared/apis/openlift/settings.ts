import type { PhotoPolicy } from '../../core/judge-photo.ts';
import { part } from '../../core/part.ts';
import type { Variables, VariableTable } from '../../core/variables.ts';

/** The policy of OpenLift uploads. */
export interface OpenliftPolicyPart {
  readonly openliftPolicy: PhotoPolicy;
}

const photoExtensions = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif', 'avif'];

/** Reads the policy of OpenLift uploads. */
export function readOpenliftPolicy(read: Variables): PhotoPolicy {
  return {
    extensions: read.list('LOCAL_STORAGE_ALLOWED_EXTENSIONS', {
      fallback: photoExtensions.slice(0, -1),
      choices: photoExtensions,
    }),
    maxBytes: read.count('LOCAL_STORAGE_MAX_FILE_SIZE', 5_242_880),
  };
}

export const openliftPolicy = part<OpenliftPolicyPart>(
  ['LOCAL_STORAGE_ALLOWED_EXTENSIONS', 'LOCAL_STORAGE_MAX_FILE_SIZE'],
  (read) => ({ openliftPolicy: readOpenliftPolicy(read) }),
);

export const openliftVariables = {
  LOCAL_STORAGE_ALLOWED_EXTENSIONS: {
    default: '`jpg,jpeg,png,gif,webp,heic,heif`',
    meaning: 'The file extensions that OpenLift uploads may have, with every provider. `avif` can be added.',
    deploys: true,
  },
  LOCAL_STORAGE_MAX_FILE_SIZE: {
    default: '`5242880`',
    meaning: 'The largest OpenLift upload in bytes, with every provider.',
    deploys: true,
  },
} satisfies VariableTable;
