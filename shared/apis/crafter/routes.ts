import { ConfigError, type Variables } from '../../core/variables.ts';
import type { Route, RouteSummaries } from '../../http/route.ts';

const upload = { method: 'POST', function: 'upload', upload: 'form', isPrefixed: true } as const;
const get = { method: 'GET', function: 'attachments', streams: true, isPrefixed: true } as const;
const head = { ...get, method: 'HEAD', as: 'GET' } as const;

export const crafterRoutes = [
  { ...upload, path: '/api/1/profile/{id}/uploadAttachment' },
  { ...upload, path: '/api/1/profile/{id}/uploadAttachment.json' },
  { ...get, path: '/api/1/profile/{id}/attachments' },
  { ...head, path: '/api/1/profile/{id}/attachments' },
  { ...get, path: '/api/1/profile/{id}/attachments.json' },
  { ...head, path: '/api/1/profile/{id}/attachments.json' },
  { ...get, path: '/api/1/profile/{id}/attachments/.json' },
  { ...head, path: '/api/1/profile/{id}/attachments/.json' },
  { ...get, path: '/api/1/profile/{id}/attachment/{name}' },
  { ...head, path: '/api/1/profile/{id}/attachment/{name}' },
  { ...get, path: '/api/1/profile/{id}/attachment/{name}/details' },
  { ...head, path: '/api/1/profile/{id}/attachment/{name}/details' },
  { ...get, path: '/api/1/profile/{id}/attachment/{name}/details.json' },
  { ...head, path: '/api/1/profile/{id}/attachment/{name}/details.json' },
] as const satisfies readonly Route[];

export const crafterSummaries: RouteSummaries<typeof crafterRoutes> = {
  'POST /api/1/profile/{id}/uploadAttachment': 'Uploads a file in the part `attachment`.',
  'POST /api/1/profile/{id}/uploadAttachment.json': 'The same.',
  'GET /api/1/profile/{id}/attachments': 'The profile’s attachments, the oldest first.',
  'HEAD /api/1/profile/{id}/attachments': 'Its headers.',
  'GET /api/1/profile/{id}/attachments.json': 'The same list.',
  'HEAD /api/1/profile/{id}/attachments.json': 'Its headers.',
  'GET /api/1/profile/{id}/attachments/.json': 'The same list.',
  'HEAD /api/1/profile/{id}/attachments/.json': 'Its headers.',
  'GET /api/1/profile/{id}/attachment/{name}': 'The bytes of an attachment.',
  'HEAD /api/1/profile/{id}/attachment/{name}': 'Its headers.',
  'GET /api/1/profile/{id}/attachment/{name}/details': 'The answer to its upload.',
  'HEAD /api/1/profile/{id}/attachment/{name}/details': 'Its headers.',
  'GET /api/1/profile/{id}/attachment/{name}/details.json': 'The same.',
  'HEAD /api/1/profile/{id}/attachment/{name}/details.json': 'Its headers.',
};

/** One segment before the paths of Crafter's routes, with its slash. The edge function has room for 64 characters. */
export function readPathPrefix(read: Variables): string {
  const prefix = read.text('CRAFTER_PATH_PREFIX', '/crafter-profile');
  if (!/^\/[\w-][\w.-]{0,63}$/.test(prefix)) {
    throw new ConfigError('CRAFTER_PATH_PREFIX must be a slash and one segment of at most 64 characters');
  }
  return prefix;
}
