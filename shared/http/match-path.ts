import type { Route } from './route.ts';

/** A path that matches a route's template. */
export interface MatchedPath {
  /** The template that the path matches. */
  readonly resource: string;
  /** The values of its variables, still percent-encoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The template that a path matches, by API Gateway's rule that a literal segment goes before a variable. */
export function matchPath(path: string, table: readonly Pick<Route, 'path'>[]): MatchedPath | undefined {
  let found: { matched: MatchedPath; literals: string } | undefined;
  for (const resource of new Set(table.map((route) => route.path))) {
    const parameters = fit(resource.split('/'), path.split('/'));
    if (parameters === undefined) continue;
    const literals = resource.replaceAll(/\{[^}]*\}/g, '\uffff'); // sorts after every literal
    if (found === undefined || literals < found.literals) found = { matched: { resource, parameters }, literals };
  }
  return found?.matched;
}

function fit(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index];
    const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
    if (segment === undefined || (name !== undefined && segment === '')) return undefined;
    if (name === undefined) {
      if (part !== segment.replaceAll('%24', '$')) return undefined;
    } else if (greedy === '+') {
      parameters[name] = segments.slice(index).join('/');
      return parameters;
    } else parameters[name] = segment;
  }
  return template.length === segments.length ? parameters : undefined;
}

/** A template as the source of a regular expression; like the gateway, it ignores slashes at both ends. */
export function pathPattern(template: string): string {
  const pattern = template
    .slice(1)
    .replaceAll('.', '\\.')
    .replaceAll('$', '(\\$|%24)')
    .replaceAll(/\{\w+\}/g, '[^/]+');
  return `^/*${pattern}/*$`;
}

/** Percent-encodes the characters that a path cannot contain, which some clients send unencoded. */
export function encodePath(path: string): string {
  return path.replaceAll(/[^\w!$&'()*+,;=:@%/.~-]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}

/** Decodes a segment of a path. A malformed encoding is returned unchanged; the function refuses it. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
