import type { Api } from '../../shared/http/api.ts';
import { type Route, routeKey } from '../../shared/http/route.ts';
import { markdownTable } from './markdown-table.ts';

/** The routes of an API as a Markdown table, for the README of its room. */
export async function routeTable({ name, routes }: Pick<Api, 'name' | 'routes'>): Promise<string> {
  const summaries = await summariesOf(name);
  const rows = routes.map((route) => {
    const key = routeKey(route);
    return [`\`${key}\``, summaries[key] ?? '', functionLink(route), notes(route)];
  });
  return markdownTable(['route', 'what it does', 'function', 'notes'], rows);
}

/** One line about each route: the export of the room's `routes.ts` whose name ends in `Summaries`. */
async function summariesOf(name: string): Promise<Readonly<Record<string, string>>> {
  const file = `shared/apis/${name}/routes.ts`;
  const exported = (await import(`../../${file}`)) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const [, summaries] = Object.entries(exported).find(([key]) => key.endsWith('Summaries')) ?? [];
  if (summaries === undefined) throw new Error(`${file} has no export whose name ends in Summaries`);
  return summaries;
}

function functionLink({ function: name }: Route): string {
  return `[${name}](../../../functions/${name}.ts)`;
}

const bodies = { form: 'multipart form with the file', raw: 'the body is the file' } as const;

function notes({ upload, streams, isPrefixed }: Route): string {
  return [upload && bodies[upload], streams && 'streamed', isPrefixed && 'also under the path prefix']
    .filter(Boolean)
    .join(', ');
}
