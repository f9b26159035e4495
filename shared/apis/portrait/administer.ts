import { PhotoFailure } from '../../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { changeAccessToken } from './change-access-token.ts';
import { putAccount } from './put-account.ts';

type AdminService = Pick<Service, 'verifyCaller' | 'table' | 'clock'>;

/** Accounts and access tokens, for callers whose token has the scope `admin`. */
export async function administer(service: AdminService, request: HttpRequest): Promise<HttpResponse> {
  const { scopes } = await service.verifyCaller(request.headers.authorization);
  if (!scopes.has('admin')) throw new PhotoFailure('forbidden', { reason: 'The token has no scope admin' });
  return request.resource === '/admin/accounts/{id}'
    ? putAccount(service, request)
    : changeAccessToken(service, request);
}
