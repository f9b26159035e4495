import type { Route, RouteSummaries } from '../../http/route.ts';

export const akanaRoutes = [
  { method: 'POST', path: '/api/login', function: 'session' },
  { method: 'GET', path: '/api/login/status', function: 'session' },
  { method: 'POST', path: '/api/login/renewToken', function: 'session' },
  { method: 'POST', path: '/api/dropbox/pictures', function: 'upload', upload: 'form' },
  { method: 'GET', path: '/api/dropbox/pictures/{pictureId}', function: 'avatar-read', streams: true },
  { method: 'HEAD', path: '/api/dropbox/pictures/{pictureId}', function: 'avatar-read', streams: true, as: 'GET' },
  { method: 'PUT', path: '/api/dropbox/pictures/{pictureId}', function: 'dropbox' },
  { method: 'PUT', path: '/api/users/{userId}', function: 'user-avatar' },
  { method: 'GET', path: '/api/users/{userId}/avatar', function: 'avatar-read', streams: true },
  { method: 'HEAD', path: '/api/users/{userId}/avatar', function: 'avatar-read', streams: true, as: 'GET' },
] as const satisfies readonly Route[];

export const akanaSummaries: RouteSummaries<typeof akanaRoutes> = {
  'POST /api/login': 'Opens a session for a token, given as `password` or in Authorization.',
  'GET /api/login/status': 'Who is logged in; 401 without a session.',
  'POST /api/login/renewToken': 'Extends the session by half an hour, at most to the end of its token.',
  'POST /api/dropbox/pictures': 'Uploads a temporary picture and answers its number.',
  'GET /api/dropbox/pictures/{pictureId}': 'A temporary picture, with `?size=` as a square.',
  'HEAD /api/dropbox/pictures/{pictureId}': 'Its headers.',
  'PUT /api/dropbox/pictures/{pictureId}': 'Crops a temporary picture.',
  'PUT /api/users/{userId}': 'With a `PictureID`, makes that picture the user’s current photo.',
  'GET /api/users/{userId}/avatar': 'A user’s current photo, with `?size=` as a square.',
  'HEAD /api/users/{userId}/avatar': 'Its headers.',
};
