import { type AccountFields, accountFields, changeAccount } from '../../assets/change-account.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Owner } from '../../core/owner.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import type { ClockPart } from '../../core/time.ts';
import { type HttpRequest, type HttpResponse, json, readJsonObject } from '../../http/message.ts';
import { invalid, readText, refuseUnknownFields } from './read-fields.ts';

/** `PUT /admin/accounts/{id}`: creates or changes an account, and answers with what is stored. */
export async function putAccount({ table, clock }: TablePart & ClockPart, request: HttpRequest): Promise<HttpResponse> {
  const ownerId = readOwnerId('The id', request.parameters.id);
  const fields = readAccountFields(readJsonObject(request));
  return json(200, show(await changeAccount({ table, clock }, { ownerId, fields })));
}

/** The fields of a body `{username?, email?, status?, tenant?, customer?}`; null clears a field. */
function readAccountFields(body: Readonly<Record<string, unknown>>): AccountFields {
  refuseUnknownFields(body, accountFields);
  const given = accountFields.filter((field) => body[field] !== undefined);
  return Object.fromEntries(
    given.map((field) => [field, body[field] === null ? null : readers[field](field, body[field])]),
  );
}

const readers: Readonly<Record<(typeof accountFields)[number], (field: string, value: unknown) => string>> = {
  username: readText,
  email: readText,
  status: readStatus,
  tenant: readText,
  customer: readOwnerId,
};

function readStatus(field: string, value: unknown): string {
  if (value !== 'active' && value !== 'inactive') throw invalid(`${field} must be active or inactive`);
  return value;
}

function readOwnerId(field: string, value: unknown): string {
  if (typeof value !== 'string' || !isOwnerId(value)) throw invalid(`${field} must be 1 to 128 printable characters`);
  return value;
}

function show({ ownerId, username, email, status, tenant, customer, createdAt }: Owner): object {
  return {
    id: ownerId,
    username: username ?? null,
    email: email ?? null,
    status,
    tenant: tenant ?? null,
    customer: customer ?? null,
    createdAt: createdAt?.toISOString() ?? null,
  };
}
