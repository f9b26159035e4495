import type { Route, RouteSummaries } from '../../http/route.ts';

export const boxRoutes = [
  { method: 'POST', path: '/2.0/users/{user_id}/avatar', function: 'upload', upload: 'form' },
  { method: 'GET', path: '/2.0/users/{user_id}/avatar', function: 'avatar-read', streams: true },
  { method: 'HEAD', path: '/2.0/users/{user_id}/avatar', function: 'avatar-read', streams: true, as: 'GET' },
  { method: 'DELETE', path: '/2.0/users/{user_id}/avatar', function: 'photo-state' },
  { method: 'GET', path: '/2.0/users/me', function: 'users' },
  { method: 'GET', path: '/2.0/users/{user_id}', function: 'users' },
] as const satisfies readonly Route[];

export const boxSummaries: RouteSummaries<typeof boxRoutes> = {
  'POST /2.0/users/{user_id}/avatar':
    'Uploads an avatar in the part `pic`; 201 if the user had no current photo, else 200.',
  'GET /2.0/users/{user_id}/avatar': 'The user’s current photo, for any caller with a token.',
  'HEAD /2.0/users/{user_id}/avatar': 'Its headers.',
  'DELETE /2.0/users/{user_id}/avatar': 'Deletes the current photo for good; no other photo takes its place.',
  'GET /2.0/users/me': 'The caller as a user.',
  'GET /2.0/users/{user_id}': 'A user; only id and name if the caller is neither the user nor an administrator.',
};
