/** The text between two marker lines of a document. */
export interface GeneratedPart {
  readonly name: string;
  readonly content: string;
}

/**
 * The document with `content` between the marker lines `<!-- name -->` and `<!-- /name -->`. Throws if the document does not
 * have both.
 */
export function replacePart(document: string, { name, content }: GeneratedPart): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const from = document.indexOf(start);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The document has no marker lines <!-- ${name} --> and <!-- /${name} -->`);
  return `${document.slice(0, from)}${start}\n${content}\n\n${document.slice(to)}`;
}
