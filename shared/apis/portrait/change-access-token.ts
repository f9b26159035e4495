import { putAccessToken, removeAccessToken } from '../../assets/access-token-item.ts';
import type { AccessToken, TenantPermission } from '../../core/access-token.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { invalid, readText, refuseUnknownFields } from './read-text.ts';

/**
 * Makes or replaces an access token (`PUT`) and answers what is stored, or removes it (`DELETE`), also one that never was: an
 * answer that told them apart would say which ids are good.
 */
export async function changeAccessToken(
  { table }: Pick<Service, 'table'>,
  request: HttpRequest,
): Promise<HttpResponse> {
  const id = readTokenId(request.parameters.id ?? '');
  if (request.method === 'DELETE') {
    await removeAccessToken(table, id);
    return { status: 204, headers: { 'Cache-Control': 'no-store' } };
  }
  if (request.body.length > maxBodyBytes) throw invalid(`The body must have at most ${maxBodyBytes} bytes`);
  const token = readAccessToken(readJsonObject(request));
  await putAccessToken(table, { id, token });
  return json(200, { id, ...token, expiresOn: token.expiresOn?.getTime() ?? null });
}

const maxBodyBytes = 65_536; // an item ends at 400 KB

/**
 * The id is all that its holder shows, so it must be beyond guessing: 32 to 255 characters as they stand in URLs, eight of
 * them different, which every UUID has.
 */
export function readTokenId(id: string): string {
  if (!/^[A-Za-z0-9._~-]{32,255}$/.test(id) || new Set(id).size < 8) {
    throw invalid('The id must be a UUID, or 32 to 255 random letters and digits');
  }
  return id;
}

/** Crafter Profile's record, `{application, master?, tenantPermissions: [{tenant, allowedActions}], expiresOn?}`. */
export function readAccessToken(body: Readonly<Record<string, unknown>>): AccessToken {
  refuseUnknownFields(body, ['application', 'master', 'tenantPermissions', 'expiresOn']);
  const { application, master = false, tenantPermissions, expiresOn = null } = body;
  if (typeof master !== 'boolean') throw invalid('master must be true or false');
  return {
    application: readText('application', application),
    master,
    tenantPermissions: readList('tenantPermissions', tenantPermissions).map(readTenantPermission),
    ...(expiresOn === null ? {} : { expiresOn: readExpiry(expiresOn) }),
  };
}

function readTenantPermission(value: unknown): TenantPermission {
  if (typeof value !== 'object' || value === null) throw invalid('tenantPermissions must list objects');
  const permission = value as Readonly<Record<string, unknown>>;
  refuseUnknownFields(permission, ['tenant', 'allowedActions']);
  return {
    tenant: readText('tenant', permission.tenant),
    allowedActions: readList('allowedActions', permission.allowedActions).map((action) =>
      readText('allowedActions', action),
    ),
  };
}

function readList(field: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`${field} must be a list`);
  return value;
}

const isoForm = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** Milliseconds since 1970, as Crafter writes it, or ISO 8601. */
function readExpiry(value: unknown): Date {
  const isReadable = Number.isSafeInteger(value) || (typeof value === 'string' && isoForm.test(value));
  const at = isReadable ? new Date(value as number | string) : new Date(Number.NaN);
  const year = at.getUTCFullYear();
  if (!(year >= 1970 && year <= 9999)) {
    throw invalid('expiresOn must be milliseconds since 1970, ISO 8601 such as 2030-01-31T12:00:00Z, or null');
  }
  return at;
}
