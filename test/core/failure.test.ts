import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apis } from '../../shared/apis/apis.ts';
import { answerFailure, type FailureCode, PhotoFailure, type Refusals } from '../../shared/core/failure.ts';
import { failureCodes, sampleFacts, sampleFailure } from '../support/sample-failures.ts';
import { sampleRequest } from '../support/sample-request.ts';

describe('a failure', () => {
  it('carries its code, the facts and the cause', () => {
    const cause = new Error('the socket was closed');
    const failure = new PhotoFailure('too-large', { bytes: 2, maxBytes: 1, cause });
    assert.ok(failure instanceof Error);
    assert.equal(failure.name, 'PhotoFailure');
    assert.equal(failure.code, 'too-large');
    assert.equal(failure.message, 'too-large');
    assert.deepEqual(failure.facts, { bytes: 2, maxBytes: 1 });
    assert.equal(failure.cause, cause);
  });

  it('is worded by the entry of its code, which receives its facts', () => {
    const table = tableOf(failureCodes);
    for (const code of failureCodes) {
      assert.deepEqual(answerFailure(table, sampleFailure(code)), { code, facts: sampleFacts[code] });
    }
  });

  it('is worded as its common code if the API has no entry for it', () => {
    const table = tableOf([
      'unauthenticated',
      'forbidden',
      'bad-request',
      'not-found',
      'method-not-allowed',
      'internal',
    ]);
    for (const [code, common] of [
      ['too-large', { code: 'bad-request', facts: { reason: 'The file has 7340032 bytes; the maximum is 5242880' } }],
      ['link-expired', { code: 'forbidden', facts: { reason: 'The link has expired' } }],
      ['not-renderable', { code: 'not-found', facts: { what: 'file' } }],
      ['access-token-unknown', { code: 'unauthenticated', facts: { reason: 'The access token is unknown' } }],
    ] as const) {
      assert.deepEqual(answerFailure(table, sampleFailure(code)), common);
    }
    for (const code of failureCodes) assert.ok(answerFailure(table, sampleFailure(code)));
  });
});

/** A table that answers each of these codes with the failure that it receives. */
function tableOf(codes: readonly FailureCode[]): Refusals<object> {
  return Object.fromEntries(codes.map((code) => [code, (facts: object) => ({ code, facts })])) as Refusals<object>;
}

/** The APIs that document 5xx for client errors. */
const blamesItself: ReadonlySet<string> = new Set(['crafter', 'akana']);

for (const api of apis) {
  describe(`${api.name} answers every failure with an error status and a body of the stated type:`, () => {
    for (const code of failureCodes) {
      it(code, () => {
        const { status, headers, body } = api.refuse(sampleFailure(code), { request: sampleRequest() });
        const last = blamesItself.has(api.name) ? 599 : 499;
        assert.ok(code === 'internal' ? status === 500 : status >= 400 && status <= last, String(status));
        assert.equal(headers['Cache-Control'], 'no-store');
        if (body === undefined || headers['Content-Type'] === 'text/plain; charset=utf-8') return;
        assert.equal(headers['Content-Type'], 'application/json; charset=utf-8');
        const parsed: unknown = JSON.parse(String(body));
        assert.ok(typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed));
      });
    }
  });
}
