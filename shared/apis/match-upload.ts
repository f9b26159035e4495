import { decodeSegment, encodePath, type MatchedPath, matchPath } from '../http/match-path.ts';
import { type Method, routeKey, type UploadBody } from '../http/route.ts';
import { type AnyUploadKey, apiRoutes, routes, withoutFirstSegment } from './routes.ts';

/** An upload's request line, matched. */
interface MatchedUpload extends MatchedPath {
  readonly key: AnyUploadKey;
  readonly method: Method;
  readonly kind: UploadBody;
  /** Without the prefix, encoded as it may stand in a URL. The parameters are decoded. */
  readonly path: string;
}

/** The routes by which files come in, each with its name. */
export const uploadRoutes = apiRoutes.flatMap((route) => {
  const { method, path: resource, upload: kind, isPrefixed } = route;
  if (kind === undefined) return [];
  const key = routeKey(route) as AnyUploadKey; // the type lists the routes that have `upload`
  return [{ key, method, resource, kind, isPrefixed }];
});

/** The upload that a request is for, through any prefix; undefined if it is for none. */
export function matchUpload(method: string, path: string): MatchedUpload | undefined {
  const local = path.replace(/^\/*/, '/').replace(/\/+$/, '');
  for (const candidate of [local, withoutFirstSegment(local)]) {
    const matched = matchPath(candidate, routes);
    const found = uploadRoutes.find((each) => each.method === method && each.resource === matched?.resource);
    if (matched === undefined || found === undefined || (candidate !== local && !found.isPrefixed)) continue;
    const { isPrefixed: _, ...route } = found;
    const parameters = Object.fromEntries(
      Object.entries(matched.parameters).map(([name, value]) => [name, decodeSegment(value)]),
    );
    return { ...route, path: encodePath(candidate), parameters };
  }
  return undefined;
}
