import type { StoreIntegration } from './store-integration.ts';

/** A function of the service that answers HTTP requests; each is one file of `functions/`. */
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

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

/** The body of an upload: a multipart form with the file as a part, or the file itself. */
export type UploadBody = 'form' | 'raw';

/** A route of the service. */
export interface Route {
  readonly method: Method;
  /**
   * API Gateway's template: a variable is a whole segment (`{id}`), and the last one may take the rest (`{path+}`). A
   * literal segment may contain `$`, which clients send plain or as `%24`.
   */
  readonly path: string;
  /** The function that answers. If the gateway stores the body, the function is the authorizer. */
  readonly function: FunctionName;
  /** The method of the same path whose handler answers; set on `HEAD`, which `GET` answers. */
  readonly as?: Method;
  /** Whether the answer is streamed, so that Lambda's limit on a buffered response does not apply. */
  readonly streams?: true;
  /** Set if the route is an upload. */
  readonly upload?: UploadBody;
  /** Set if the gateway itself stores the body. */
  readonly stores?: StoreIntegration;
  /** Whether the route is also served under the configured prefix of its API. */
  readonly isPrefixed?: true;
}

/** The name of a route: `METHOD /path`. */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

type NameOf<R extends Route> = R extends Route ? `${R['method']} ${R['path']}` : never; // distributes over a union

/** The names of the routes that need a handler of this function. */
export type HandlerKey<R extends Route, Name extends FunctionName> = R extends { readonly as: Method }
  ? never
  : R extends { readonly function: Name }
    ? NameOf<R>
    : never;

/** The names of the upload routes. */
export type UploadKey<R extends Route> = R extends { readonly upload: UploadBody } ? NameOf<R> : never;

/** One line about each of an API's routes, for the documents; a missing or misspelt route does not compile. */
export type RouteSummaries<Routes extends readonly Route[]> = Readonly<Record<NameOf<Routes[number]>, string>>;
