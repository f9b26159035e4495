import { PhotoFailure } from '../core/failure.ts';
import type { Form, FormFile } from '../http/form.ts';

/** The form's one file. Refuses a form with none or with several. */
export function onlyFile({ files }: Form): FormFile {
  const [file, second] = files;
  if (file === undefined) throw new PhotoFailure('missing-file', {});
  if (second !== undefined) throw new PhotoFailure('too-many-files', {});
  return file;
}
