import { PhotoFailure } from '../core/failure.ts';
import type { Api } from '../http/api.ts';
import { account } from './account/account.ts';
import { akana } from './akana/akana.ts';
import { box } from './box/box.ts';
import { crafter } from './crafter/crafter.ts';
import { openlift } from './openlift/openlift.ts';
import { portrait } from './portrait/portrait.ts';

/** The wire APIs that Portrait answers as. */
export const apis = [account, openlift, crafter, box, akana, portrait] as const;

/** The API that a path belongs to; no path belongs to two. */
export function apiOf(path: string): Api | undefined {
  return apis.find(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
}

/** Any thrown value as the failure to answer with. */
export function toFailure(error: unknown): PhotoFailure {
  return error instanceof PhotoFailure ? error : new PhotoFailure('internal', { cause: error });
}
