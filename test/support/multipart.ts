/** A part as a client writes it; its headers can be anything. */
export interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly type?: string;
  readonly content: string | Uint8Array;
}

export interface Multipart {
  readonly contentType: string;
  readonly body: Buffer;
}

export interface Envelope {
  readonly boundary?: string;
  readonly preamble?: Uint8Array;
  readonly epilogue?: Uint8Array;
}

/** The form of RFC 7578 with these parts. */
export function multipart(
  parts: readonly Part[],
  { boundary = 'frontier', preamble, epilogue }: Envelope = {},
): Multipart {
  const pieces: (string | Uint8Array)[] = preamble === undefined ? [] : [preamble, '\r\n'];
  for (const { name, fileName, type, content } of parts) {
    pieces.push(`--${boundary}\r\nContent-Disposition: form-data; name=${quoted(name)}`);
    if (fileName !== undefined) pieces.push(`; filename=${quoted(fileName)}`);
    pieces.push(type === undefined ? '\r\n\r\n' : `\r\nContent-Type: ${type}\r\n\r\n`, content, '\r\n');
  }
  pieces.push(`--${boundary}--`);
  if (epilogue !== undefined) pieces.push('\r\n', epilogue);
  return {
    contentType: `multipart/form-data; boundary="${boundary}"`,
    body: Buffer.concat(pieces.map((piece) => Buffer.from(piece))),
  };
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
