/** The kinds of session that the account API tells apart. */
export type Session = 'SESSION_USER' | 'SESSION_CUSTOMER';

/** Who is calling, from a verified token. */
export interface Caller {
  /** 1 to 128 printable characters. */
  readonly ownerId: string;
  readonly username?: string;
  readonly session?: Session;
  /** Further owner ids that a customer's session may act for. */
  readonly accounts: readonly string[];
  readonly scopes: ReadonlySet<string>;
  /** When the token ends, if it does. */
  readonly expiresAt?: Date;
}

/** What an upload keeps of its caller: plain data, which a ticket can carry. */
export type Uploader = Pick<Caller, 'ownerId' | 'username' | 'session' | 'accounts'>;

export function toUploader({ ownerId, username, session, accounts }: Caller): Uploader {
  return {
    ownerId,
    ...(username === undefined ? {} : { username }),
    ...(session === undefined ? {} : { session }),
    accounts,
  };
}
