import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { logFailure, logger } from '../../shared/telemetry/log.ts';

function described(t: { mock: typeof test.mock }, error: unknown): Record<string, unknown> {
  const { mock } = t.mock.method(logger, 'error', () => {});
  logFailure('It failed', error, { requestId: 'r' });
  const [what, { failure, ...facts }] = JSON.parse(JSON.stringify(mock.calls[0]?.arguments));
  assert.deepEqual([what, facts], ['It failed', { requestId: 'r' }]);
  return failure;
}

test('says where an error came from, and what lies behind it', (t) => {
  const { name, message, stack, cause } = described(
    t,
    new RangeError('too far', { cause: new Error('the map ended') }),
  );
  assert.deepEqual([name, message], ['RangeError', 'too far']);
  assert.match(String(stack), /log\.test\.ts/);
  assert.equal((cause as { message: string }).message, 'the map ended');
});

test('keeps the message of whatever quotes what it was given', async (t) => {
  const noFile = await readFile('/private/name').catch((error: unknown) => error);
  const { message, code, syscall, stack } = described(t, noFile);
  assert.deepEqual([message, code, syscall], [undefined, 'ENOENT', 'open']);
  assert.ok(!String(stack).includes('/private/name'));
  let noJson: unknown;
  try {
    JSON.parse('private');
  } catch (error) {
    noJson = error;
  }
  assert.ok(!JSON.stringify(described(t, noJson)).includes('private'));
});

test("says what an AWS service answered and its id for the call, and none of the answer's other parts", (t) => {
  const error = Object.assign(new Error('The specified key does not exist.'), {
    name: 'NoSuchKey',
    Key: 'users/private/profile-picture/a.png',
    $metadata: { httpStatusCode: 404, requestId: 'Q1' },
  });
  const { stack: _, ...rest } = described(t, error);
  const message = 'The specified key does not exist.';
  assert.deepEqual(rest, { name: 'NoSuchKey', message, status: 404, awsRequestId: 'Q1' });
});

test('says of a thrown thing that is no error just what kind of thing it is', (t) => {
  assert.deepEqual(described(t, 'private'), { name: 'string' });
});
