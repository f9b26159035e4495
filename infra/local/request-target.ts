import { matchPath, type Route } from '../../shared/apis/routes.ts';

/** What a request is for. */
export interface RequestTarget {
  readonly path: string;
  /** The query, without its question mark. */
  readonly search: string;
  /** The template of the resource that it goes to; what no route's template fits goes to the root or to `/{proxy+}`. */
  readonly resource: string;
  /** As they stand in the path, not decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * A target, which may also be a whole URL, as a REST API reads it: several slashes in front are one, and those at the end
 * are in the path but count for nothing. No page says so; it was recorded on AWS.
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
