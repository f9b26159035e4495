import type { Route, RouteSummaries } from '../../http/route.ts';

export const portraitRoutes = [
  { method: 'PUT', path: '/admin/accounts/{id}', function: 'admin' },
  { method: 'PUT', path: '/admin/access-tokens/{id}', function: 'admin' },
  { method: 'DELETE', path: '/admin/access-tokens/{id}', function: 'admin' },
] as const satisfies readonly Route[];

export const portraitSummaries: RouteSummaries<typeof portraitRoutes> = {
  'PUT /admin/accounts/{id}': 'Creates or changes an account.',
  'PUT /admin/access-tokens/{id}': 'Creates or replaces an access token of an application.',
  'DELETE /admin/access-tokens/{id}': 'Removes an access token; 204 also if there was none.',
};
