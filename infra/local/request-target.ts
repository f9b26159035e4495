import { matchPath } from '../../shared/http/match-path.ts';
import type { Route } from '../../shared/http/route.ts';

/** The resource that a request addresses. */
export interface RequestTarget {
  readonly path: string;
  /** The query, without its question mark. */
  readonly search: string;
  /** The path template of the matching route; `/` or `/{proxy+}` if no route matches. */
  readonly resource: string;
  /** Path parameters, not decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads a request target, which may be a whole URL, as a REST API does: leading slashes collapse to one; trailing
 * slashes stay in the path but do not affect routing. This is not documented; it was recorded on AWS.
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
 * @see https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/apigateway/next_gen/execute_api/handlers/resource_router.py
 */
export function readTarget(target: string, routes: readonly Route[]): RequestTarget {
  const [, local = '', search = ''] = /^(?:https?:\/\/[^/?]*)?([^?]*)\??(.*)$/is.exec(target) ?? [];
  const path = local.replace(/^\/*/, '/');
  const place = path.replace(/\/+$/, '') || '/';
  const matched = matchPath(place, routes);
  if (matched !== undefined) return { path, search, ...matched };
  if (place === '/') return { path, search, resource: '/', parameters: {} };
  return { path, search, resource: '/{proxy+}', parameters: { proxy: place.slice(1) } };
}
