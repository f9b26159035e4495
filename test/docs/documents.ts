import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** A Markdown document of the project. */
export interface Document {
  /** Its path from the project's folder. */
  readonly path: string;
  readonly text: string;
  /** The text without blocks of code. */
  readonly prose: string;
}

/** Every README of the project, and CONTRIBUTING. */
export const documents: readonly Document[] = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...globSync('{functions,shared,infra,test}/**/README.md', {
    cwd: projectRoot,
    exclude: (path) => path.includes('node_modules'),
  }).sort(),
].map(readDocument);

function readDocument(path: string): Document {
  const text = readFileSync(projectRoot + path, 'utf8');
  return { path, text, prose: text.replaceAll(/^```.*?^```/gms, '') };
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf({ prose }: Document): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#+ +(.+)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let again = 1; anchors.has(unique); again++) unique = `${anchor}-${again}`;
    anchors.add(unique);
  }
  return anchors;
}

/** The targets of a document's links, without those of other sites. */
export function relativeLinks({ prose }: Document): readonly string[] {
  const targets = [...prose.replaceAll(/`[^`\n]*`/g, '').matchAll(/\]\(\s*([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

/** The paths of source files and folders that a document names in code, each as a pattern: `{name}` stands for any name. */
export function mentionedPaths({ text }: Document): readonly string[] {
  const code = [...text.matchAll(/^```.*?^```|`[^`\n]+`/gms)].join('\n');
  const paths = code.matchAll(/(?<![\w./{}@-])(?:functions|shared|infra|test)\/[\w./*{}-]*/g);
  return [...paths].map(([path]) => path.replaceAll(/\{\w+\}/g, '*').replace(/[./]+$/, ''));
}
