import { createHash, hkdfSync } from 'node:crypto';
import { type Secret, secretRefreshMillis } from './secret.ts';

/** A key that signs and verifies. */
export interface Key {
  /** Names the key without giving anything of it away. */
  readonly id: string;
  readonly bytes: Uint8Array;
  /** Whether nothing that it signed for a time can still be valid: then it is good for what was signed for ever. */
  readonly retired: boolean;
}

/** The keys of one purpose, which follow one another: a new one is accepted everywhere before it signs anywhere. */
export interface KeyRing {
  /** The key that signs at present. */
  signing(): Promise<Key>;
  /** The key of that id; an unknown id has the secret asked for again, at most once a minute. */
  find(id: string): Promise<Key | undefined>;
}

/** A master secret and when it was put beside the ones before it. */
export interface MasterSecret {
  readonly secret: string;
  readonly since: Date;
  readonly retired: boolean;
}

/**
 * How long a new master secret is only accepted, from the first step of its rotation. One refresh after the last step every
 * function has read it; the rest is for steps that have to be repeated, and for readings that fail.
 */
const acceptedOnlyMillis = 60 * 60_000;

/** The keys that are derived from the master secrets (HKDF, RFC 5869), one purpose's apart from any other's. */
export function openKeyRing(masterSecrets: Secret, purpose: string, clock: () => Date): KeyRing {
  const toKeys = remembered((text) =>
    parseMasterSecrets(text).map(({ secret, since, retired }) => ({ ...derive(secret, purpose), since, retired })),
  );
  return {
    async signing() {
      const keys = toKeys(await masterSecrets());
      const now = clock().getTime();
      const key = keys.find(({ since }) => now - since.getTime() >= acceptedOnlyMillis) ?? keys.at(-1);
      if (key === undefined) throw new TypeError('There is no master secret');
      return key;
    },
    async find(id) {
      const named = (text: string) => toKeys(text).find((key) => key.id === id);
      return named(await masterSecrets()) ?? named(await masterSecrets({ anew: true }));
    },
  };
}

/**
 * The master secrets in a secret's text, the newest first: a JSON list of `{secret, since, retired?}`, or, as somebody wrote it or
 * the first deploy made it, one secret that has always been there.
 */
export function parseMasterSecrets(text: string): readonly MasterSecret[] {
  if (!text.startsWith('[')) return [{ secret: text, since: new Date(0), retired: false }];
  const list = JSON.parse(text) as readonly { secret: string; since: string; retired?: true }[];
  return list.map(({ secret, since, retired = false }) => ({ secret, since: new Date(since), retired }));
}

/**
 * The text that `parseMasterSecrets` reads, with a new secret before the present ones. Those that can have signed nothing for
 * a time that is still valid retire; a secret's text has room for those of more than a hundred years.
 */
export function addMasterSecret(
  text: string,
  { secret, now, lifeMillis }: { secret: string; now: Date; lifeMillis: number },
): string {
  const present = parseMasterSecrets(text);
  // What a secret signed last, its successor being accepted only as yet, is valid for a life and a link's window more.
  const goneBefore = now.getTime() - acceptedOnlyMillis - lifeMillis - secretRefreshMillis;
  const kept = present.map((each, index) => {
    const retired = index > 0 && (present[index - 1]?.since.getTime() ?? 0) <= goneBefore;
    return { secret: each.secret, since: each.since, ...(retired ? { retired } : {}) };
  });
  return JSON.stringify([{ secret, since: now }, ...kept]);
}

function derive(masterSecret: string, purpose: string): Pick<Key, 'id' | 'bytes'> {
  const bytes = new Uint8Array(hkdfSync('sha256', masterSecret, '', `portrait/${purpose}`, 32));
  return { id: createHash('sha256').update('key-id').update(bytes).digest('base64url').slice(0, 8), bytes };
}

/** What a text was turned into last, so that keys are derived once and not for each request. */
function remembered<T>(turn: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly result: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: turn(text) };
    return last.result;
  };
}
