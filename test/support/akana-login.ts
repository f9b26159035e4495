import type { AkanaSessions } from '../../shared/apis/akana/session.ts';
import type { Caller } from '../../shared/core/caller.ts';

/** Logs in, and returns the Cookie header of later requests and the value of the CSRF cookie. */
export async function akanaLogin({ akanaSessions }: { readonly akanaSessions: AkanaSessions }, caller: Caller) {
  const { cookies } = await akanaSessions.open(caller);
  const pairs = cookies.map((cookie) => cookie.replace(/;.*/, ''));
  return { cookie: pairs.join('; '), token: pairs[1]?.replace(/^[^=]*=/, '') ?? '' };
}
