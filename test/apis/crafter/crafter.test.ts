import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crafter } from '../../../shared/apis/crafter/crafter.ts';
import { type FailureCode, PhotoFailure } from '../../../shared/core/failure.ts';
import type { HttpResponse } from '../../../shared/http/message.ts';
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const bodyOf = ({ body }: HttpResponse) => JSON.parse(String(body)) as Record<string, unknown>;

describe('the Crafter API', () => {
  const documented: readonly [FailureCode, number, string, string][] = [
    ['access-token-missing', 403, 'ACCESS_DENIED', 'Access token ID param missing from request'],
    [
      'access-token-unknown',
      403,
      'ACCESS_DENIED',
      'No access token found for ID "e8f5170c-877b-416f-b70f-4b09772f8e2d"',
    ],
    [
      'access-token-expired',
      403,
      'ACCESS_DENIED',
      'Access token "e8f5170c-877b-416f-b70f-4b09772f8e2d" for application "profile-admin" expired on 09/03/2025',
    ],
    [
      'action-denied',
      403,
      'ACTION_DENIED',
      'Current subject does not have permission to execute action "MANAGE_PROFILES" on tenant "default"',
    ],
    ['owner-unknown', 404, 'NO_SUCH_PROFILE', 'No profile with ID "59284659d4c650213cc2f3fc" found'],
    ['owner-id-invalid', 500, 'OTHER', 'Error occurred while trying to get profile "a\nb"'],
    ['name-not-allowed', 500, 'OTHER', 'File picture1.webp if of content Type image/webp which is not allowed'],
    ['missing-file', 500, 'OTHER', 'Required request part "attachment" is not present'],
    ['scan-refused', 500, 'OTHER', 'The content scan rejected the file'],
    ['too-large', 500, 'OTHER', 'Maximum upload size of 5242880 bytes exceeded'],
    ['method-not-allowed', 405, 'OTHER', "Request method 'GET' not supported"],
    ['attachment-unknown', 404, 'OTHER', 'No attachment with name "picture1" found'],
    ['not-found', 404, 'OTHER', 'Not found'],
    ['bad-request', 400, 'OTHER', 'The form is truncated'],
    ['internal', 500, 'OTHER', 'Internal server error'],
  ];
  for (const [failure, expectedStatus, errorCode, message] of documented) {
    it(`answers ${failure} with ${expectedStatus} ${errorCode}: ${message}`, () => {
      const response = crafter.refuse(sampleFailure(failure), { request: sampleRequest() });
      assert.equal(response.status, expectedStatus);
      assert.deepEqual(bodyOf(response), { errorCode, message });
    });
  }

  it('states the day of an expiry in UTC', () => {
    const expired = { id: 'x', application: 'a', expiresOn: new Date('2024-12-31T23:30:00-05:00') };
    const { message } = bodyOf(
      crafter.refuse(new PhotoFailure('access-token-expired', expired), { request: sampleRequest() }),
    );
    assert.match(String(message), / expired on 01\/01\/2025$/);
  });
});
