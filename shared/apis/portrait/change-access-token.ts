import { putAccessToken, removeAccessToken } from '../../assets/access-token-item.ts';
import type { TablePart } from '../../assets/table.ts';
import type { AccessToken, TenantPermission } from '../../core/access-token.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import { invalid, readText, refuseUnknownFields } from './read-fields.ts';

/** `PUT /admin/access-tokens/{id}`: creates or replaces an access token, and answers with what is stored. */
export async function replaceAccessToken({ table }: TablePart, request: HttpRequest): Promise<HttpResponse> {
  const id = readTokenId(request.parameters.id ?? '');
  if (request.body.length > maxBodyBytes) throw invalid(`The body must have at most ${maxBodyBytes} bytes`);
  const token = readAccessToken(readJsonObject(request));
  await putAccessToken(table, { id, token });
  return json(200, { id, ...token, expiresOn: token.expiresOn?.getTime() ?? null });
}

/**
 * `DELETE /admin/access-tokens/{id}`: the answer to an unknown id is the same, so that it does not reveal which ids
 * exist.
 */
export async function deleteAccessToken({ table }: TablePart, request: HttpRequest): Promise<HttpResponse> {
  await removeAccessToken(table, readTokenId(request.parameters.id ?? ''));
  return { status: 204, headers: { 'Cache-Control': 'no-store' } };
}

const maxBodyBytes = 65_536; // a DynamoDB item has at most 400 KB

/**
 * The id of an access token. It is the whole credential, so it must be hard to guess: 32 to 255 unreserved URL
 * characters, at least eight of them different, as in every UUID.
 */
function readTokenId(id: string): string {
  if (!/^[A-Za-z0-9._~-]{32,255}$/.test(id) || new Set(id).size < 8) {
    throw invalid('The id must be a UUID, or 32 to 255 random letters and digits');
  }
  return id;
}

/** Crafter Profile's record, `{application, master?, tenantPermissions: [{tenant, allowedActions}], expiresOn?}`. */
function readAccessToken(body: Readonly<Record<string, unknown>>): AccessToken {
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
