/** A Crafter access token: the application that holds it, and what that application may do. */
export interface AccessToken {
  readonly application: string;
  /** In Crafter Profile: may manage access tokens. Without effect here, since an administrator's JWT does that. */
  readonly master: boolean;
  readonly tenantPermissions: readonly TenantPermission[];
  /** Absent if the token never expires. */
  readonly expiresOn?: Date;
}

/** The actions that an access token allows on one tenant, or on all. */
export interface TenantPermission {
  /** A tenant's name, or `*` for every tenant. */
  readonly tenant: string;
  /** Names of actions, or `*` for every action. */
  readonly allowedActions: readonly string[];
}

/** Whether a token's permissions allow an action on a tenant. `master` and `expiresOn` are not considered. */
export function mayAct(
  { tenantPermissions }: AccessToken,
  { action, tenant }: { action: string; tenant: string },
): boolean {
  const covers = (pattern: string, name: string) => pattern === '*' || pattern === name;
  return tenantPermissions.some(
    (permission) =>
      covers(permission.tenant, tenant) && permission.allowedActions.some((allowed) => covers(allowed, action)),
  );
}

/** Whether a token has expired at `now`; `expiresOn` itself is already expired. */
export function hasExpired({ expiresOn }: AccessToken, now: Date): boolean {
  return expiresOn !== undefined && expiresOn <= now;
}
