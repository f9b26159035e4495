import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DeployedFunctionName, functionSizes } from '../../infra/aws/function-sizes.ts';
import { servedRoutes } from '../../shared/apis/routes.ts';
import { part } from '../../shared/core/part.ts';
import { type Environment, Variables } from '../../shared/core/variables.ts';
import { variableEntries } from '../../shared/service/variables.ts';
import { partsOf, record, variablesRead } from '../infra/aws/variables-read.ts';
import { requiredEnvironment } from '../support/settings.ts';

const names = Object.keys(functionSizes) as DeployedFunctionName[];
const parts = new Set(names.flatMap(partsOf));
const clock = () => new Date();

/** Environments in which, together, every variable is read. */
const environments: readonly Environment[] = [
  requiredEnvironment,
  { ...requiredEnvironment, OBJECT_STORAGE_PROVIDER: 'LOCAL' },
  ...[{ R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'key' }, { R2_ACCESS_KEY_SECRET_ARN: 'arn:of:r2' }].map(
    (key) => ({
      ...{ ...requiredEnvironment, ...key, OBJECT_STORAGE_PROVIDER: 'R2' },
      ...{ R2_ACCOUNT_ID: 'account', R2_USER_ASSETS_BUCKET: 'user', R2_APP_ASSETS_BUCKET: 'app' },
    }),
  ),
];

describe('a part', () => {
  it('reads the variables that it lists', () => {
    const { open } = part(['A', 'B', 'C_ARN', 'C'], (read) => ({
      a: read.text('A'),
      b: read.optional('B'),
      c: read.secret('C'),
    }));
    assert.deepEqual(open(new Variables({ A: 'a', C_ARN: 'arn' }), clock), { a: 'a', b: undefined, c: { arn: 'arn' } });
  });

  it('throws if it reads a variable that it does not list, also one that is not set', () => {
    for (const environment of [{}, { B: 'b' }]) {
      const { open } = part(['A'], (read) => ({ b: read.optional('B') }));
      assert.throws(() => open(new Variables(environment), clock), {
        name: 'TypeError',
        message: 'The variable B is not listed by the part that reads it',
      });
    }
  });

  it('throws if it lists a secret without the variable of its ARN', () => {
    const { open } = part(['C'], (read) => ({ c: read.secret('C') }));
    assert.throws(() => open(new Variables({ C: 'c'.repeat(32) }), clock), /C_ARN is not listed/);
  });
});

describe('the parts of the functions', () => {
  it('each list exactly the variables that they read', () => {
    for (const each of parts) {
      const read = environments.flatMap((environment) => [...variablesRead([each], environment)]);
      assert.deepEqual([...new Set(read)].sort(), [...new Set(each.variables)].sort());
    }
  });

  it('list every variable that has an entry in the documents, and no other', () => {
    const listed = [...parts].flatMap(({ variables }) => variables);
    const { read, recording } = record(requiredEnvironment);
    servedRoutes(new Variables(recording)); // the stack and the gateway read the rest
    assert.deepEqual([...new Set([...listed, ...read])].sort(), Object.keys(variableEntries).sort());
  });
});
