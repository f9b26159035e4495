import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConfigError, type Environment, Variables } from '../../shared/core/variables.ts';

/** A complete environment with S3. */
export const requiredEnvironment: Environment = {
  PUBLIC_BASE_URL: 'https://photos.example',
  USER_ASSETS_BUCKET: 'users',
  APP_ASSETS_BUCKET: 'app',
  TRANSIENT_BUCKET: 'transient',
  ASSET_TABLE: 'assets',
  RETENTION_QUEUE_URL: 'https://sqs.example/queue',
  RENDER_FUNCTION: 'the-renderer',
  LOCAL_STORAGE_SECRET: 'l'.repeat(32),
  AUTH_JWT_SECRET: 'a'.repeat(32),
};

/** The result of a reader in the complete environment with these changes. */
export function readWith<T>(read: (variables: Variables) => T, given: Environment = {}): T {
  return read(new Variables({ ...requiredEnvironment, ...given }));
}

/** The message of the `ConfigError` with which a reader refuses. */
export function refusalOf(read: (variables: Variables) => unknown, given: Environment): string {
  try {
    readWith(read, given);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  return assert.fail('the settings were accepted');
}

/** A test for each value: the reader refuses it with an error that names the variable. */
export function refusesEach(
  read: (variables: Variables) => unknown,
  name: string,
  values: readonly string[],
  given: Environment = {},
): void {
  for (const value of values) {
    it(`refuses ${name}=${value}`, () => {
      assert.match(refusalOf(read, { ...given, [name]: value }), new RegExp(`\\b${name}\\b`));
    });
  }
}

/** A test for each variable: without it the reader refuses with an error that names it. */
export function refusesWithout(
  read: (variables: Variables) => unknown,
  names: readonly string[],
  given: Environment = {},
): void {
  for (const name of names) {
    it(`refuses an environment without ${name}`, () => {
      assert.match(refusalOf(read, { ...given, [name]: undefined }), new RegExp(`\\b${name}\\b`));
    });
  }
}
