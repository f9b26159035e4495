import type { Form, SentForm } from './form.ts';
import type { HttpRequest } from './message.ts';

/**
 * A body that is the file itself, as a form with this one file and no fields. Its type is the request's `Content-Type`,
 * its name that of `Content-Disposition` (RFC 6266), or empty. The bytes of a file above `maxFileBytes` are discarded.
 */
export async function readRawBody(
  { headers, body }: Pick<HttpRequest, 'headers' | 'body'>,
  { filePart = 'file', maxFileBytes }: Pick<SentForm, 'filePart' | 'maxFileBytes'>,
): Promise<Form> {
  const declaredType = (headers['content-type'] ?? 'application/octet-stream')
    .replace(/;.*$/s, '')
    .trim()
    .toLowerCase();
  const bytes = body.length > maxFileBytes ? new Uint8Array() : body;
  const file = { name: filePart, fileName: fileNameIn(headers['content-disposition']), declaredType };
  return { fields: new Map(), files: [{ ...file, size: body.length, bytes }] };
}

function fileNameIn(disposition = ''): string {
  const [, extended] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
  if (extended !== undefined) return decoded(extended);
  const [, quoted, token = ''] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? token;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
