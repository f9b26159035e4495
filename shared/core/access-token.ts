/** What an application that calls by an access token may do. */
export interface AccessToken {
  readonly application: string;
  /** Whether it may manage access tokens in Crafter Profile; here an administrator's JWT does that. */
  readonly master: boolean;
  readonly tenantPermissions: readonly TenantPermission[];
  /** Never, where there is none. */
  readonly expiresOn?: Date;
}

export interface TenantPermission {
  /** `*` stands for every tenant. */
  readonly tenant: string;
  /** `*` stands for every action. */
  readonly allowedActions: readonly string[];
}

/** Whether a token lets its application do something with what belongs to a tenant. */
export function mayAct({ tenantPermissions }: AccessToken, action: string, tenant: string): boolean {
  const covers = (pattern: string, name: string) => pattern === '*' || pattern === name;
  return tenantPermissions.some(
    (permission) =>
      covers(permission.tenant, tenant) && permission.allowedActions.some((allowed) => covers(allowed, action)),
  );
}

/** Whether a token has ended by that time. */
export function hasExpired({ expiresOn }: AccessToken, now: Date): boolean {
  return expiresOn !== undefined && expiresOn <= now;
}
