import { intoInbox, type StoreIntegration } from '../http/store-integration.ts';

/** One function of the service; each is a file of its own under `functions/`. */
export type FunctionName =
  | 'upload'
  | 'public-read'
  | 'signed-read'
  | 'signed-url'
  | 'photo-state'
  | 'account'
  | 'graphql'
  | 'session'
  | 'dropbox'
  | 'user-avatar'
  | 'admin'
  | 'attachments'
  | 'avatar-read'
  | 'users'
  | 'door'
  | 'unrouted';

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** API Gateway's template: a variable is a whole segment, and the last one may take the rest (`{path+}`). */
  readonly path: string;
  /** Which function answers; where the body is stored, which one says whether it may be, and what is answered. */
  readonly function: FunctionName;
  /** How the gateway itself stores the body. */
  readonly stores?: StoreIntegration;
  /** Whether it is served under the configured prefix, too. */
  readonly isPrefixed?: true;
}

/** The first segment of the wide door's two templates; what follows is the path that an upload was sent to. */
const inboxPrefix = '/inbox';
export const outcomePrefix = '/outcome';
const inboxResource = `${inboxPrefix}/{path+}`;
export const outcomeResource = `${outcomePrefix}/{path+}`;

const profile = '/api/1/profile/{id}';

/** Every route there is; the local gateway, and whatever else must know the routes, reads them here. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/upload', function: 'upload' },
  { method: 'GET', path: '/storage/{name}', function: 'public-read' },
  { method: 'HEAD', path: '/storage/{name}', function: 'public-read' },
  { method: 'GET', path: '/account/me', function: 'account' },
  { method: 'PUT', path: '/account/me', function: 'account' },
  { method: 'GET', path: '/account/profile', function: 'account' },
  { method: 'PUT', path: '/account/profile', function: 'account' },

  { method: 'POST', path: '/api/storage/profile-photo/upload', function: 'upload' },
  { method: 'GET', path: '/api/storage/signed/{bucket}/{path+}', function: 'signed-read' },
  { method: 'HEAD', path: '/api/storage/signed/{bucket}/{path+}', function: 'signed-read' },
  { method: 'GET', path: '/graphql', function: 'graphql' },
  { method: 'POST', path: '/graphql', function: 'graphql' },

  { method: 'POST', path: '/2.0/users/{user_id}/avatar', function: 'upload' },
  { method: 'GET', path: '/2.0/users/{user_id}/avatar', function: 'avatar-read' },
  { method: 'HEAD', path: '/2.0/users/{user_id}/avatar', function: 'avatar-read' },
  { method: 'DELETE', path: '/2.0/users/{user_id}/avatar', function: 'photo-state' },
  { method: 'GET', path: '/2.0/users/me', function: 'users' },
  { method: 'GET', path: '/2.0/users/{user_id}', function: 'users' },

  { method: 'GET', path: '/api/storage/profile-photo', function: 'signed-url' },
  { method: 'POST', path: '/api/storage/profile-photo/direct', function: 'signed-url' },
  { method: 'GET', path: '/api/storage/profile-photo/direct/{uploadId}', function: 'upload' },
  { method: 'DELETE', path: '/api/storage/profile-photo/{assetId}', function: 'photo-state' },
  { method: 'POST', path: '/api/storage/profile-photo/{assetId}/restore', function: 'photo-state' },

  { method: 'POST', path: '/api/login', function: 'session' },
  { method: 'GET', path: '/api/login/status', function: 'session' },
  { method: 'POST', path: '/api/login/renewToken', function: 'session' },
  { method: 'POST', path: '/api/dropbox/pictures', function: 'upload' },
  { method: 'GET', path: '/api/dropbox/pictures/{pictureId}', function: 'avatar-read' },
  { method: 'HEAD', path: '/api/dropbox/pictures/{pictureId}', function: 'avatar-read' },
  { method: 'PUT', path: '/api/dropbox/pictures/{pictureId}', function: 'dropbox' },
  { method: 'PUT', path: '/api/users/{userId}', function: 'user-avatar' },
  { method: 'GET', path: '/api/users/{userId}/avatar', function: 'avatar-read' },
  { method: 'HEAD', path: '/api/users/{userId}/avatar', function: 'avatar-read' },
  ...prefixed('upload', ['POST'], [`${profile}/uploadAttachment`, `${profile}/uploadAttachment.json`]),
  ...prefixed(
    'attachments',
    ['GET', 'HEAD'],
    [
      ...[`${profile}/attachments`, `${profile}/attachments.json`, `${profile}/attachments/.json`],
      ...[`${profile}/attachment/{name}`],
      ...[`${profile}/attachment/{name}/details`, `${profile}/attachment/{name}/details.json`],
    ],
  ),

  // The wide door, to which the edge sends what is too large for a function, and where its clients go from there.
  { method: 'POST', path: inboxResource, function: 'door', stores: intoInbox },
  { method: 'GET', path: outcomeResource, function: 'upload' },
  { method: 'POST', path: outcomeResource, function: 'upload' },

  { method: 'PUT', path: '/admin/accounts/{id}', function: 'admin' },
  { method: 'PUT', path: '/admin/access-tokens/{id}', function: 'admin' },
  { method: 'DELETE', path: '/admin/access-tokens/{id}', function: 'admin' },
];

function prefixed(name: FunctionName, methods: readonly Route['method'][], paths: readonly string[]): readonly Route[] {
  return paths.flatMap((path) =>
    methods.map((method) => ({ method, path, function: name, isPrefixed: true as const })),
  );
}

/** The routes as they are served: those that are marked so under the prefix, too, which is one segment with its slash. */
export function routesUnder(prefix: string): readonly Route[] {
  return routes.flatMap((route) => (route.isPrefixed ? [route, { ...route, path: prefix + route.path }] : [route]));
}

/** The same without the wide door. */
export function withoutWideDoor(table: readonly Route[]): readonly Route[] {
  return table.filter(({ path }) => ![inboxResource, outcomeResource].includes(path));
}

const templates: ReadonlySet<string> = new Set(routes.map(({ path }) => path));

/**
 * A path as the route table has it, where it came through the prefix, whatever that is, or through the wide door; and its
 * template, which for the wide door stays that of the door.
 */
export function withoutPrefix<T extends { readonly path: string; readonly resource: string }>(place: T): T {
  const isBehindDoor = [inboxResource, outcomeResource].includes(place.resource);
  if (isBehindDoor) return { ...place, path: place.path.replace(/^\/+[^/]+/, '') };
  const resource = place.resource.replace(/^\/[^/]+/, '');
  if (templates.has(place.resource) || !templates.has(resource)) return place;
  return { ...place, resource, path: place.path.replace(/^\/+[^/]+/, '') };
}

/** Takes what no route takes: the dialect's own 404 and 405. */
export const unrouted: FunctionName = 'unrouted';

/** The functions whose answers are streamed, so that Lambda's limit on a buffered response does not bind them. */
export const streamed: ReadonlySet<FunctionName> = new Set([
  'public-read',
  'signed-read',
  'attachments',
  'avatar-read',
]);

export interface MatchedPath {
  /** The template that the path fits. */
  readonly resource: string;
  /** As they stand in the path, not decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The template that a path fits, the way API Gateway finds it: a literal segment goes before a variable. */
export function matchPath(path: string, table: readonly Route[] = routes): MatchedPath | undefined {
  let found: { matched: MatchedPath; literals: string } | undefined;
  for (const resource of new Set(table.map((route) => route.path))) {
    const parameters = fit(resource.split('/'), path.split('/'));
    if (parameters === undefined) continue;
    const literals = resource.replaceAll(/\{[^}]*\}/g, '\uffff'); // sorts behind every literal
    if (found === undefined || literals < found.literals) found = { matched: { resource, parameters }, literals };
  }
  return found?.matched;
}

const uploadRoutes = routes.filter(isUpload);

/** Whether files come in by a route. */
export function isUpload({ method, function: name, path }: Route): boolean {
  return method === 'POST' && name === 'upload' && path !== outcomeResource;
}

/**
 * The upload that a path is for, through any prefix: its path as it may stand in an address, and its parameters, decoded. Undefined
 * where it is for none.
 */
export function matchUpload(path: string): (MatchedPath & { readonly path: string }) | undefined {
  const local = path.replace(/^\/*/, '/').replace(/\/+$/, '');
  const unprefixed = local.replace(/^\/[^/]+/, '');
  for (const candidate of [local, unprefixed]) {
    const matched = matchPath(candidate);
    const route = uploadRoutes.find((each) => each.path === matched?.resource);
    if (matched === undefined || route === undefined || (candidate !== local && !route.isPrefixed)) continue;
    return { ...matched, path: encodePath(candidate), parameters: decodeParameters(matched.parameters) };
  }
  return undefined;
}

/** With what a path cannot hold encoded, though some clients send it as it stands. */
function encodePath(path: string): string {
  return path.replaceAll(/[^\w!$&'()*+,;=:@%/.~-]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}

function decodeParameters(parameters: MatchedPath['parameters']): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeSegment(value)]));
}

/** A path's segment, decoded; one that is no valid encoding names nothing, and the function says so. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The methods that a template is served under. */
export function methodsOf(resource: string): readonly Route['method'][] {
  return routes.filter((route) => route.path === resource).map((route) => route.method);
}

function fit(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index];
    const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
    if (segment === undefined || (name !== undefined && segment === '')) return undefined;
    if (name === undefined) {
      if (part !== segment) return undefined;
    } else if (greedy === '+') {
      parameters[name] = segments.slice(index).join('/');
      return parameters;
    } else parameters[name] = segment;
  }
  return template.length === segments.length ? parameters : undefined;
}
