import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { account } from '../../../shared/apis/account/account.ts';
import type { FailureCode } from '../../../shared/core/failure.ts';
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

describe('the account API', () => {
  const documented: readonly [FailureCode, number, string][] = [
    ['unauthenticated', 401, 'PERMISSION_DENIED'],
    ['forbidden', 403, 'PERMISSION_DENIED'],
    ['bad-request', 400, 'INVALID_DATA'],
    ['missing-file', 400, 'INVALID_DATA'],
    ['too-many-files', 400, 'INVALID_DATA'],
    ['empty-file', 400, 'INVALID_AVATAR'],
    ['too-large', 400, 'INVALID_AVATAR'],
    ['type-not-allowed', 400, 'INVALID_AVATAR'],
    ['avatar-not-usable', 400, 'INVALID_AVATAR'],
    ['type-mismatch', 400, 'RET_INVALID_DATA'],
    ['content-mismatch', 400, 'RET_INVALID_DATA'],
    ['scan-refused', 400, 'RET_INVALID_DATA'],
    ['not-found', 404, 'RET_ERR_NOTFOUND'],
    ['not-renderable', 404, 'RET_ERR_NOTFOUND'],
    ['method-not-allowed', 405, 'RET_ERROR'],
    ['internal', 500, 'RET_ERROR'],
  ];
  for (const [code, expectedStatus, expectedError] of documented) {
    it(`answers ${code} with ${expectedStatus} ${expectedError}`, () => {
      const { status, body } = account.refuse(sampleFailure(code), { request: sampleRequest() });
      const { error, message, ...more } = JSON.parse(String(body)) as Record<string, unknown>;
      assert.deepEqual([status, error, typeof message, more], [expectedStatus, expectedError, 'string', {}]);
    });
  }

  it('lists the allowed methods of a path in Allow', () => {
    const { headers } = account.refuse(sampleFailure('method-not-allowed'), { request: sampleRequest() });
    assert.equal(headers.Allow, 'GET, HEAD');
  });
});
