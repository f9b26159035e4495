import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { logFailure, logger } from '../../shared/telemetry/log.ts';

function described(t: { mock: typeof test.mock }, error: unknown): Record<string, unknown> {
  const { mock } = t.mock.method(logger(), 'error', () => {});
  logFailure('It failed', { error, requestId: 'r' });
  const [what, { failure, ...facts }] = JSON.parse(JSON.stringify(mock.calls[0]?.arguments));
  assert.deepEqual([what, facts], ['It failed', { requestId: 'r' }]);
  return failure;
}

test('logs the stack of an error and its causes', (t) => {
  const { name, message, stack, cause } = described(
    t,
    new RangeError('too far', { cause: new Error('the map ended') }),
  );
  assert.deepEqual([name, message], ['RangeError', 'too far']);
  assert.match(String(stack), /log\.test\.ts/);
  assert.equal((cause as { message: string }).message, 'the map ended');
});

test('does not log the message of an error that quotes its input', async (t) => {
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

test('logs the status and request id of an AWS service, and no other part of its answer', (t) => {
  const error = Object.assign(new Error('The specified key does not exist.'), {
    name: 'NoSuchKey',
    Key: 'users/private/profile-picture/a.png',
    $metadata: { httpStatusCode: 404, requestId: 'Q1' },
  });
  const { stack: _, ...rest } = described(t, error);
  const message = 'The specified key does not exist.';
  assert.deepEqual(rest, { name: 'NoSuchKey', message, status: 404, awsRequestId: 'Q1' });
});

test('logs only the type of a thrown value that is not an Error', (t) => {
  assert.deepEqual(described(t, 'private'), { name: 'string' });
});
