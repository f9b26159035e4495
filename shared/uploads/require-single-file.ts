import { PhotoFailure } from '../core/failure.ts';
import type { Form, FormFile } from '../http/form.ts';

/** The file of a form. Refuses with `missing-file` or `too-many-files` if there is not exactly one. */
export function requireSingleFile({ files }: Form): FormFile {
  const [file, second] = files;
  if (file === undefined) throw new PhotoFailure('missing-file', {});
  if (second !== undefined) throw new PhotoFailure('too-many-files', {});
  return file;
}
