import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { gatewayErrorBody } from '../../shared/apis/refuse.ts';
import { gatewayErrors } from '../../shared/http/gateway-errors.ts';

describe('The errors of the gateway itself', () => {
  test('are all that API Gateway lets one word', () => {
    const known = Object.values(ResponseType).flatMap((each) =>
      each instanceof ResponseType ? [each.responseType] : [],
    );
    deepEqual(gatewayErrors.map(({ type }) => type).sort(), known.sort());
  });

  test('have the code words of Box and messages that no template engine reads anything into', () => {
    for (const { type, status, code, message } of gatewayErrors) {
      ok(boxCodes.has(code), `${type}: ${code}`);
      match(message, /^[\w ]+$/);
      if (type.startsWith('DEFAULT_')) equal(type, `DEFAULT_${String(status)[0]}XX`);
    }
  });

  test('speak to the clients of every API at once', () => {
    const requestId = 'b7a4';
    for (const [status, error, errorCode] of [
      [400, 'INVALID_DATA', 'OTHER'],
      [401, 'PERMISSION_DENIED', 'ACCESS_DENIED'],
      [403, 'PERMISSION_DENIED', 'ACCESS_DENIED'],
      [404, 'RET_ERR_NOTFOUND', 'OTHER'],
      [413, 'INVALID_DATA', 'OTHER'],
      [429, 'RET_TOO_FREQUENT', 'OTHER'],
      [500, 'RET_ERROR', 'OTHER'],
      [504, 'RET_ERROR', 'OTHER'],
    ] as const) {
      const given = { status, code: 'a_word', message: 'In words' };
      deepEqual(JSON.parse(gatewayErrorBody({ ...given, requestId })), {
        ...given,
        type: 'error',
        request_id: requestId,
        error,
        errorCode,
        success: false,
      });
    }
  });

  test('are templates with one variable, that of the request id', () => {
    for (const error of gatewayErrors) {
      const template = gatewayErrorBody({ ...error, requestId: '$context.requestId' });
      deepEqual(template.match(/[$#][\w.]*/g), ['$context.requestId']);
      const body = template.replace('$context.requestId', 'b7a4');
      deepEqual(body, gatewayErrorBody({ ...error, requestId: 'b7a4' }));
    }
  });
});

/** https://github.com/box/box-openapi, ClientError */
const boxCodes: ReadonlySet<string> = new Set([
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'precondition_failed',
  'too_many_requests',
  'internal_server_error',
  'unavailable',
  'item_name_invalid',
  'insufficient_scope',
]);
