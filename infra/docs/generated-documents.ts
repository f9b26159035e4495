import { readFile } from 'node:fs/promises';
import { apis } from '../../shared/apis/apis.ts';
import { type GeneratedPart, replacePart } from './generated-part.ts';
import { routeTable } from './route-table.ts';
import { variableTable } from './variable-table.ts';

const projectRoot = new URL('../../', import.meta.url);

/** A document with a generated part. */
interface GeneratedDocument {
  /** Where it is, from the project's folder. */
  readonly path: string;
  readonly url: URL;
  /** The text as it is stored. */
  readonly stored: string;
  /** The text as it should be. */
  readonly generated: string;
}

/** Every document with a generated part: the README of each API and of `shared/service`. Throws if one lacks the markers. */
export async function generateDocuments(): Promise<readonly GeneratedDocument[]> {
  const ofApis = apis.map(async (api) =>
    generate(`shared/apis/${api.name}/README.md`, { name: 'routes', content: await routeTable(api) }),
  );
  return Promise.all([
    ...ofApis,
    generate('shared/service/README.md', { name: 'variables', content: variableTable() }),
  ]);
}

async function generate(path: string, part: GeneratedPart): Promise<GeneratedDocument> {
  const url = new URL(path, projectRoot);
  const stored = await readFile(url, 'utf8');
  try {
    return { path, url, stored, generated: replacePart(stored, part) };
  } catch (cause) {
    throw new Error(`${path} cannot be generated`, { cause });
  }
}
