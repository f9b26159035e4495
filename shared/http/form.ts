import busboy from 'busboy';
import { PhotoFailure } from '../core/failure.ts';

export interface FormFile {
  /** The name of its part. */
  readonly name: string;
  readonly fileName: string;
  /** As the part states it, in lower case and without parameters; `text/plain` where it states none (RFC 7578 §4.4). */
  readonly declaredType: string;
  /** The true size in bytes. */
  readonly size: number;
  /** Empty where `size` is above the limit that the form was read with. */
  readonly bytes: Uint8Array;
}

export interface Form {
  /** The first value of each text part. */
  readonly fields: ReadonlyMap<string, string>;
  /** The file parts of the name asked for, or all, in their order; files of other names are passed over. */
  readonly files: readonly FormFile[];
}

const limits = { fields: 64, fieldSize: 65_536, fieldNameSize: 255, files: 16, parts: 80 };

/**
 * A multipart form from its body, in any number of pieces. Refuses with `bad-request` whatever is not a whole form. A file
 * above `maxFileBytes` is counted to its end, because messages name its true size, but not kept.
 */
export function readForm(
  contentType: string | undefined,
  body: Iterable<Uint8Array>,
  { filePart, maxFileBytes }: { filePart: string | undefined; maxFileBytes: number },
): Promise<Form> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string, cause?: unknown) =>
      reject(new PhotoFailure('bad-request', { reason }, cause === undefined ? {} : { cause }));
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
      // A body that is cut off raises its error here as well; without a listener it would end the process.
      stream.on('error', (cause) => refuse('The form is truncated', cause));
      stream.on('data', (chunk: Buffer) => file.add(chunk));
      stream.on('close', () => {
        if (isAsked) files.push({ name, fileName: filename ?? '', declaredType: mimeType, ...file.end() });
      });
    });
    parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (typeof value !== 'string')
        refuse('A field of the form is in an unknown charset'); // whatever the types say
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
    // The parser waits for ever for the end of a file whose headers hold a boundary. With the whole body at hand it has nothing
    // to wait for: what is still open once its ticks have run is malformed.
    setImmediate(() => refuse('The form is malformed'));
    return undefined;
  });
}

/** Whether a request states that its body is such a form. */
export function isForm(contentType: string | undefined): boolean {
  return /^multipart\/form-data\b/i.test(contentType ?? '');
}

/** A file's bytes while they come in. */
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

/** The chunks as one. The parser hands out views of the body, mostly one behind the other: those are not copied. */
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
