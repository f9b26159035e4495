import type { Route } from '../../../shared/http/route.ts';

/** Uploads by both methods, each as a form and as a raw body, under a literal segment with `$`; and a JSON read. */
export const smallRoutes = [
  { method: 'PUT', path: '/small/{id}/photo/$value', function: 'upload', upload: 'raw' },
  { method: 'POST', path: '/small/{id}/photo/$value', function: 'upload', upload: 'raw' },
  { method: 'PUT', path: '/small/{id}/photo', function: 'upload', upload: 'form' },
  { method: 'POST', path: '/small/{id}/photo', function: 'upload', upload: 'form' },
  { method: 'GET', path: '/small/{id}', function: 'users' },
] as const satisfies readonly Route[];
