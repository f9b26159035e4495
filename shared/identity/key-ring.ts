import { createHash, hkdfSync } from 'node:crypto';
import { type Secret, secretRefreshMillis } from './secret.ts';

/** A key that signs and verifies tokens. */
export interface Key {
  /** A hash of the key, for the claim `kid`. */
  readonly id: string;
  readonly bytes: Uint8Array;
  /** Whether everything with an expiry that it signed has expired; then only its tokens without an expiry are valid. */
  readonly retired: boolean;
}

/** The rotating keys of one purpose. Every function accepts a new key before any function signs with it. */
export interface KeyRing {
  /** The key that currently signs. */
  signing(): Promise<Key>;
  /** The key with this id; for an unknown id, the secret is read again, at most once a minute. */
  find(id: string): Promise<Key | undefined>;
}

/** A master secret and the time at which it was added. */
interface MasterSecret {
  readonly secret: string;
  readonly since: Date;
  readonly retired: boolean;
}

/**
 * How long a new master secret is accepted before it signs, from the first step of its rotation. Every function has
 * read it one refresh after the last step; the rest allows for retried steps and failed reads.
 */
const acceptedOnlyMillis = 60 * 60_000;

/** Derives the keys of a purpose from the master secrets (HKDF, RFC 5869); each purpose has keys of its own. */
export function openKeyRing(
  masterSecrets: Secret,
  { purpose, clock }: { readonly purpose: string; readonly clock: () => Date },
): KeyRing {
  const toKeys = remembered((text) =>
    parseMasterSecrets(text).map(({ secret, since, retired }) => ({ ...derive(secret, purpose), since, retired })),
  );
  return {
    async signing() {
      const keys = toKeys(await masterSecrets());
      const now = clock().getTime();
      const key = keys.find(({ since }) => now - since.getTime() >= acceptedOnlyMillis) ?? keys.at(-1);
      if (key === undefined) throw new TypeError('The list of master secrets is empty');
      return key;
    },
    async find(id) {
      const named = (text: string) => toKeys(text).find((key) => key.id === id);
      return named(await masterSecrets()) ?? named(await masterSecrets({ anew: true }));
    },
  };
}

/**
 * Parses the master secrets in a secret's text, newest first: a JSON list of `{secret, since, retired?}`, which
 * rotation writes; any other text is a single secret, as the first deploy or an administrator sets it.
 */
export function parseMasterSecrets(text: string): readonly MasterSecret[] {
  if (!text.startsWith('[')) return [{ secret: text, since: new Date(0), retired: false }];
  const list = JSON.parse(text) as readonly { secret: string; since: string; retired?: true }[];
  return list.map(({ secret, since, retired = false }) => ({ secret, since: new Date(since), retired }));
}

/**
 * Adds a new master secret before the present ones, and returns the text for `parseMasterSecrets`. Marks those as
 * retired whose tokens with an expiry have all expired. No secret is removed: the text has room for more than a hundred
 * years.
 */
export function addMasterSecret(
  text: string,
  { secret, now, lifeMillis }: { secret: string; now: Date; lifeMillis: number },
): string {
  const present = parseMasterSecrets(text);
  // A secret signs until its successor does. Its last link is valid for a life and a display window of five minutes.
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

/** Remembers the result for the last text, so that keys are not derived for each request. */
function remembered<T>(turn: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly result: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: turn(text) };
    return last.result;
  };
}
