import assert from 'node:assert/strict';
import { it } from 'node:test';
import { portrait } from '../../../shared/apis/portrait/portrait.ts';
import { failureCodes, sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

for (const [failure, expectedStatus, code, message] of [
  ['unauthenticated', 401, 'UNAUTHENTICATED', 'Missing or malformed token'],
  ['forbidden', 403, 'FORBIDDEN', 'The account does not belong to this session'],
  ['bad-request', 400, 'INVALID_REQUEST', 'The form is truncated'],
  ['not-found', 404, 'NOT_FOUND', 'Not found'],
  ['method-not-allowed', 405, 'METHOD_NOT_ALLOWED', 'Method not allowed'],
  ['internal', 500, 'INTERNAL_ERROR', 'Internal error'],
] as const) {
  it(`the portrait API answers ${failure} with ${expectedStatus} ${code}`, () => {
    const { status, body } = portrait.refuse(sampleFailure(failure), { request: sampleRequest() });
    assert.equal(status, expectedStatus);
    assert.deepEqual(JSON.parse(String(body)), { error: { code, message } });
  });
}

it('the portrait API answers every failure in its envelope', () => {
  for (const code of failureCodes) {
    const { error } = JSON.parse(String(portrait.refuse(sampleFailure(code), { request: sampleRequest() }).body));
    assert.deepEqual(Object.keys(error), ['code', 'message']);
  }
});
