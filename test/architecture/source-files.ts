import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A relative import, by the path of the imported file below the project's folder. */
interface Import {
  readonly path: string;
  /** Whether only types are imported, which leaves nothing to load. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Below the project's folder, such as `shared/core/asset.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** The TypeScript files below these folders. */
export function readSourceFiles(...folders: readonly string[]): ReadonlyMap<string, SourceFile> {
  const paths = folders.flatMap((folder) =>
    globSync(`${folder}/**/*.ts`, { cwd: root, exclude: (name) => name === 'node_modules' }),
  );
  return new Map(paths.map((path) => [path, readSourceFile(path)]));
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, lines: text.split('\n').length - 1, imports: importsIn(text, path) };
}

const statement = /^(?:import|export)\s+(?:(type\s)?([^;'"]*?)\s*from\s+)?'(\.[^']+)';/gms;
const dynamicImport = /\bimport\('(\.[^']+)'\)/g;

/** The relative imports in a file's text, static and dynamic. */
export function importsIn(text: string, path: string): readonly Import[] {
  const resolved = (specifier: string) => normalize(join(dirname(path), specifier));
  const statements = [...text.matchAll(statement)].map(([, type, names = '', specifier = '']) => ({
    path: resolved(specifier),
    typeOnly: type !== undefined || namesTypesOnly(names),
  }));
  const dynamic = [...text.matchAll(dynamicImport)].map(([, specifier = '']) => resolved(specifier));
  return [...statements, ...dynamic.map((imported) => ({ path: imported, typeOnly: false }))];
}

function namesTypesOnly(names: string): boolean {
  const [, listed = ''] = /^\{(.*)\}$/s.exec(names) ?? [];
  const each = listed.split(',').filter((name) => name.trim() !== '');
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name));
}

/** The folder of a file. */
export function roomOf(path: string): string {
  return dirname(path);
}

/** The files that a file loads, itself included. */
export function reachedByValue(start: string, files: ReadonlyMap<string, SourceFile>): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    for (const imported of files.get(path)?.imports ?? []) if (!imported.typeOnly) reached.add(imported.path);
  }
  return reached;
}

/** A cycle of imports, if there is one; type-only imports count. */
export function findCycle(files: ReadonlyMap<string, SourceFile>): readonly string[] | undefined {
  const done = new Set<string>();
  function visit(path: string, trail: readonly string[]): readonly string[] | undefined {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const { path: imported } of files.get(path)?.imports ?? []) {
      const cycle = visit(imported, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  }
  for (const path of files.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
