/** The kinds of session of the account API. */
export type Session = 'SESSION_USER' | 'SESSION_CUSTOMER';

/** The caller, as a verified token describes it. */
export interface Caller {
  /** 1 to 128 printable characters. */
  readonly ownerId: string;
  readonly username?: string;
  readonly session?: Session;
  /** Owner ids that a customer's session may act for. */
  readonly accounts: readonly string[];
  readonly scopes: ReadonlySet<string>;
  /** When the token expires; absent if it does not. */
  readonly expiresAt?: Date;
}

/** The part of a caller that an upload keeps: plain data, so that a pass or a ticket can carry it. */
export type Uploader = Pick<Caller, 'ownerId' | 'username' | 'session' | 'accounts'>;

/** The uploader of a caller, without scopes and expiry. */
export function toUploader({ ownerId, username, session, accounts }: Caller): Uploader {
  return {
    ownerId,
    ...(username === undefined ? {} : { username }),
    ...(session === undefined ? {} : { session }),
    accounts,
  };
}
