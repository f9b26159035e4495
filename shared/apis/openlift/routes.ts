import type { Route, RouteSummaries } from '../../http/route.ts';

export const openliftRoutes = [
  { method: 'POST', path: '/api/storage/profile-photo/upload', function: 'upload', upload: 'form' },
  { method: 'GET', path: '/api/storage/signed/{bucket}/{path+}', function: 'signed-read', streams: true },
  { method: 'HEAD', path: '/api/storage/signed/{bucket}/{path+}', function: 'signed-read', streams: true, as: 'GET' },
  { method: 'GET', path: '/graphql', function: 'graphql' },
  { method: 'POST', path: '/graphql', function: 'graphql' },

  { method: 'GET', path: '/api/storage/profile-photo', function: 'signed-url' },
  { method: 'DELETE', path: '/api/storage/profile-photo/{assetId}', function: 'photo-state' },
  { method: 'POST', path: '/api/storage/profile-photo/{assetId}/restore', function: 'photo-state' },
  { method: 'POST', path: '/api/storage/profile-photo/direct', function: 'signed-url' },
  { method: 'GET', path: '/api/storage/profile-photo/direct/{uploadId}', function: 'upload' },
] as const satisfies readonly Route[];

export const openliftSummaries: RouteSummaries<typeof openliftRoutes> = {
  'POST /api/storage/profile-photo/upload': 'Uploads a photo, which becomes the caller’s current photo.',
  'GET /api/storage/signed/{bucket}/{path+}': 'A photo by a signed link (`?token=`).',
  'HEAD /api/storage/signed/{bucket}/{path+}': 'Its headers.',
  'GET /graphql': 'The query `user(id)` in the URL.',
  'POST /graphql': 'The query `user(id)`: a user with a link to the current photo.',
  'GET /api/storage/profile-photo':
    'The caller’s active photos, the newest first; with `?archived=true` all, in pages of 100.',
  'DELETE /api/storage/profile-photo/{assetId}': 'Deletes a photo for good, every version of its bytes.',
  'POST /api/storage/profile-photo/{assetId}/restore': 'Makes an archived photo active and current again.',
  'POST /api/storage/profile-photo/direct': 'Issues a ticket to upload a photo to the store without a function.',
  'GET /api/storage/profile-photo/direct/{uploadId}': 'The outcome of a ticket: 202 until the photo is judged.',
};
