import { randomBytes } from 'node:crypto';

export interface Part {
  readonly name: string;
  readonly body: string | Uint8Array;
  /** Makes it a file part. */
  readonly fileName?: string;
  /** The part's Content-Type; undefined leaves the header out. */
  readonly type?: string;
}

/** A request body with its Content-Type. */
export interface Multipart {
  readonly contentType: string;
  readonly body: Buffer<ArrayBuffer>;
}

/** A form as curl sends it. */
export function curlForm(parts: readonly Part[]): Multipart {
  const boundary = `------------------------${randomBytes(8).toString('hex')}`;
  return toMultipart(boundary, parts.map(inUsualOrder));
}

/** A form as browsers send it. */
export function browserForm(parts: readonly Part[]): Multipart {
  const boundary = `----WebKitFormBoundary${randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'A')}`;
  return toMultipart(boundary, parts.map(inUsualOrder));
}

/**
 * A form as Dart's http package sends it: lower-case headers, Content-Type first, and an unquoted boundary of 70 characters
 * that other clients would quote.
 * @see https://github.com/dart-lang/http/blob/master/pkgs/http/lib/src/multipart_request.dart
 */
export function dartForm(parts: readonly Part[]): Multipart {
  const boundary = 'dart-http-boundary-+_-.'.padEnd(70, randomBytes(8).toString('hex'));
  return toMultipart(boundary, parts.map(inDartOrder));
}

/** A form as Python's and Java's mail libraries send it: a quoted boundary, with characters that need quotes. */
export function quotedForm(
  parts: readonly Part[],
  boundary = `=_Part (${randomBytes(6).toString('hex')}): 1/2?`,
): Multipart {
  return toMultipart(boundary, parts.map(inUsualOrder), `"${boundary}"`);
}

export interface RawPart {
  readonly headers: string | Uint8Array;
  readonly body: string | Uint8Array;
}

/** A form of parts with raw headers. */
export function toMultipart(boundary: string, parts: readonly RawPart[], shownBoundary = boundary): Multipart {
  const pieces = parts.flatMap(({ headers, body }) => [`--${boundary}\r\n`, headers, '\r\n\r\n', body, '\r\n']);
  return {
    contentType: `multipart/form-data; boundary=${shownBoundary}`,
    body: Buffer.concat(
      [...pieces, `--${boundary}--\r\n`].map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
    ),
  };
}

function inUsualOrder({ name, fileName, type, body }: Part): RawPart {
  const file = fileName === undefined ? '' : `; filename="${fileName}"`;
  const stated = type === undefined ? '' : `\r\nContent-Type: ${type}`;
  return { headers: `Content-Disposition: form-data; name="${name}"${file}${stated}`, body };
}

function inDartOrder({ name, fileName, type = 'application/octet-stream', body }: Part): RawPart {
  const disposition = `content-disposition: form-data; name="${name}"`;
  if (fileName === undefined) return { headers: disposition, body };
  return { headers: `content-type: ${type}\r\n${disposition}; filename="${fileName}"`, body };
}
