import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { box } from '../../../shared/apis/box/box.ts';
import type { FailureCode } from '../../../shared/core/failure.ts';
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

describe('the Box API', () => {
  const refused = (code: FailureCode) =>
    box.refuse(sampleFailure(code), { request: sampleRequest({ path: '/2.0/users/1/avatar' }) });

  const documented: readonly [FailureCode, number, string, string, string?][] = [
    ['missing-file', 400, 'bad_request', 'Bad Request', 'The form has no file in the part pic'],
    ['empty-file', 400, 'bad_request', 'Bad Request', 'The file is empty'],
    ['too-large', 400, 'bad_request', 'Bad Request', 'The file has 7340032 bytes; the maximum is 5242880'],
    [
      'too-many-pixels',
      400,
      'bad_request',
      'Bad Request',
      'The image has 1025 × 1024 pixels; the maximum is 1024 × 1024',
    ],
    [
      'type-not-allowed',
      400,
      'bad_request',
      'Bad Request',
      'The file extension is not allowed; allowed extensions: jpg, jpeg, png, gif, webp, heic, heif',
    ],
    ['content-mismatch', 400, 'bad_request', 'Bad Request', 'The content is image/jpeg, not image/png'],
    ['scan-refused', 400, 'bad_request', 'Bad Request', 'The content scan rejected the file'],
    ['bad-request', 400, 'bad_request', 'Bad Request', 'The form is truncated'],
    ['forbidden', 403, 'forbidden', 'Forbidden'],
    ['not-found', 404, 'not_found', 'Not Found'],
    ['method-not-allowed', 405, 'method_not_allowed', 'Method Not Allowed'],
    ['internal', 500, 'internal_server_error', 'Internal Server Error'],
  ];
  for (const [failure, status, code, message, detail] of documented) {
    it(`answers ${failure} with ${status} ${code}${detail === undefined ? '' : `: ${detail}`}`, () => {
      const answer = refused(failure);
      assert.equal(answer.status, status);
      const reason = failure === 'missing-file' ? 'missing_parameter' : 'invalid_parameter';
      assert.deepEqual(JSON.parse(String(answer.body)), {
        type: 'error',
        status,
        code,
        message,
        ...(detail === undefined ? {} : { context_info: { errors: [{ reason, name: 'pic', message: detail }] } }),
        help_url: 'https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors/',
        request_id: 'request-1',
      });
    });
  }

  it('answers a missing or invalid token with 401, WWW-Authenticate and no body', () => {
    const { status, headers, body } = refused('unauthenticated');
    assert.deepEqual([status, body], [401, undefined]);
    assert.equal(
      headers['WWW-Authenticate'],
      'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
    );
  });
});
