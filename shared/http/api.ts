import type { PhotoFailure } from '../core/failure.ts';
import type { Variables } from '../core/variables.ts';
import type { GatewayError } from './gateway-errors.ts';
import type { HttpResponse, RequestHead } from './message.ts';
import type { Route } from './route.ts';

/** A refused request. */
export interface Refused {
  readonly request: RequestHead;
  /** The host of the public URL; absent if the function does not read it. */
  readonly publicHost?: string | undefined;
}

/** A wire API: the paths that belong to it, its routes, and how it refuses. */
export interface Api<Routes extends readonly Route[] = readonly Route[]> {
  /** The name of its room. */
  readonly name: string;
  /** The first segments of its paths; it also answers those of them that have no route. */
  readonly prefixes: readonly string[];
  readonly routes: Routes;
  /** The answer to a failure. */
  refuse(failure: PhotoFailure, refused: Refused): HttpResponse;
  /** The query parameters on which the wording of its answers depends, in lower case. */
  readonly wordedBy?: readonly string[];
  /**
   * Queries under which refusals have another form, each value an alternative in lower case; for refusals made at
   * deployment.
   */
  readonly variants?: readonly RequestHead['query'][];
  /** Its clients' part of the one body that API Gateway has for its own errors on all paths. */
  gatewayErrorFields?(error: Omit<GatewayError, 'type'> & { readonly requestId: string }): object;
  /**
   * A header that the CDN adds to every answer under a path, because a REST API renames it in the answer of a function.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
   */
  readonly edgeHeader?: { readonly path: string; readonly header: string; readonly value: string };
  /** The configured prefix, one segment with its slash, under which its routes that are marked `isPrefixed` are served too. */
  readonly pathPrefix?: { readonly variable: string; read(read: Variables): string };
}
