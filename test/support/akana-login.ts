import type { AkanaSessions } from '../../shared/apis/akana/session.ts';
import type { Caller } from '../../shared/core/caller.ts';

/** What a browser keeps of a login: the Cookie header that it sends from then on, and the CSRF cookie's value. */
export async function akanaLogin({ akanaSessions }: { readonly akanaSessions: AkanaSessions }, caller: Caller) {
  const { cookies } = await akanaSessions.open(caller);
  const pairs = cookies.map((cookie) => cookie.replace(/;.*/, ''));
  return { cookie: pairs.join('; '), token: pairs[1]?.replace(/^[^=]*=/, '') ?? '' };
}
