import type { Route, RouteSummaries } from '../../http/route.ts';

export const accountRoutes = [
  { method: 'POST', path: '/upload', function: 'upload', upload: 'form' },
  { method: 'GET', path: '/storage/{name}', function: 'public-read', streams: true },
  { method: 'HEAD', path: '/storage/{name}', function: 'public-read', streams: true, as: 'GET' },
  { method: 'GET', path: '/account/me', function: 'account' },
  { method: 'PUT', path: '/account/me', function: 'account' },
  { method: 'GET', path: '/account/profile', function: 'account' },
  { method: 'PUT', path: '/account/profile', function: 'account' },
] as const satisfies readonly Route[];

export const accountSummaries: RouteSummaries<typeof accountRoutes> = {
  'POST /upload': 'Uploads a photo of public scope.',
  'GET /storage/{name}': 'The photo `{uuid}` or `{uuid}.{ext}`, without authorization.',
  'HEAD /storage/{name}': 'Its headers.',
  'GET /account/me': 'The account; `avatar` is the name of the chosen photo, or empty.',
  'PUT /account/me': 'Changes profile fields, `avatar` among them, and answers with the account.',
  'GET /account/profile': 'Alias of `GET /account/me`.',
  'PUT /account/profile': 'Alias of `PUT /account/me`.',
};
