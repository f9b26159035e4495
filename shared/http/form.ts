import busboy from 'busboy';
import { PhotoFailure } from '../core/failure.ts';

export interface FormFile {
  /** The name of its part. */
  readonly name: string;
  readonly fileName: string;
  /** The part's type, in lower case and without parameters; `text/plain` if it has none (RFC 7578 §4.4). */
  readonly declaredType: string;
  /** The actual size in bytes. */
  readonly size: number;
  /** Empty if `size` exceeds the limit that the form was read with. */
  readonly bytes: Uint8Array;
}

export interface Form {
  /** The first value of each text part. */
  readonly fields: ReadonlyMap<string, string>;
  /** The file parts of the requested name, or all, in their order; files of other names are skipped. */
  readonly files: readonly FormFile[];
}

const limits = { fields: 64, fieldSize: 65_536, fieldNameSize: 255, files: 16, parts: 80 };

/** A multipart form, with its body in any number of pieces. */
export interface SentForm {
  readonly contentType: string | undefined;
  readonly body: Iterable<Uint8Array>;
  /** The name of the file parts to read; undefined for all. */
  readonly filePart: string | undefined;
  readonly maxFileBytes: number;
}

/**
 * Parses a multipart form. Refuses with `bad-request` a malformed or truncated form. A file above `maxFileBytes` is
 * counted to its end, because messages name its actual size, but its bytes are discarded.
 */
export function readForm({ contentType, body, filePart, maxFileBytes }: SentForm): Promise<Form> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string, cause?: unknown) => reject(new PhotoFailure('bad-request', { reason, cause }));
    if (!isForm(contentType)) return refuse('The request is not multipart/form-data');

    const fields = new Map<string, string>();
    const files: FormFile[] = [];
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: { 'content-type': contentType }, defParamCharset: 'utf8', limits });
    } catch (cause) {
      return refuse('The multipart boundary is missing or malformed', cause);
    }

    parser.on('file', (name, stream, { filename, mimeType }) => {
      const isAsked = filePart === undefined || name === filePart;
      const file = new Collected(isAsked ? maxFileBytes : -1);
      // A truncated body raises its error here as well; without a listener it would end the process.
      stream.on('error', (cause) => refuse('The form is truncated', cause));
      stream.on('data', (chunk: Buffer) => file.add(chunk));
      stream.on('close', () => {
        if (isAsked) files.push({ name, fileName: filename ?? '', declaredType: mimeType, ...file.end() });
      });
    });
    parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (typeof value !== 'string')
        refuse('A field of the form is in an unknown charset'); // then the value is undefined, against the types
      else if (nameTruncated || valueTruncated) refuse('A field of the form is too long');
      else if (!fields.has(name)) fields.set(name, value);
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => refuse('The form has too many parts'));
    }
    parser.on('error', (cause) => refuse('The form is malformed or truncated', cause));
    parser.on('close', () => resolve({ fields, files }));
    for (const piece of body) parser.write(piece);
    parser.end();
    // The parser never ends a file whose headers contain a boundary. Since the whole body has been written, a form that
    // is still open after the parser's ticks is malformed.
    setImmediate(() => refuse('The form is malformed'));
    return undefined;
  });
}

/** Whether a Content-Type is that of a multipart form. */
export function isForm(contentType: string | undefined): boolean {
  return /^multipart\/form-data\b/i.test(contentType ?? '');
}

/** Collects the bytes of a file; it only counts them beyond `maxBytes`. */
class Collected {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) this.#chunks = [];
    else this.#chunks.push(chunk);
  }

  end(): { size: number; bytes: Uint8Array } {
    return { size: this.#size, bytes: joined(this.#chunks) };
  }
}

/** The chunks in one piece. The parser returns views of the body; adjacent views are joined without a copy. */
function joined(chunks: readonly Buffer[]): Uint8Array {
  const [first] = chunks;
  if (first === undefined) return new Uint8Array();
  let end = first.byteOffset;
  for (const chunk of chunks) {
    if (chunk.buffer !== first.buffer || chunk.byteOffset !== end) return Buffer.concat(chunks);
    end += chunk.length;
  }
  return Buffer.from(first.buffer, first.byteOffset, end - first.byteOffset);
}
