import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { readSettings } from '../../../infra/aws/settings.ts';
import { synthesize, type Variant, variantNames, variants } from './template.ts';
import { portraitVariables, variablesRead } from './variables-read.ts';

/** What a function reads and finds not set, and why it works without. */
const leftOut: Readonly<Record<string, string>> = {
  ALLOWED_ORIGINS: 'every origin, unless it is said',
  AUTH_ISSUER: 'unchecked, unless it is said',
  AUTH_AUDIENCE: 'unchecked, unless it is said',
  AUTH_JWT_SECRET: 'the secret is kept in Secrets Manager',
  AUTH_JWT_SECRET_ARN: 'a JWKS is trusted',
  AUTH_JWKS_URL: 'a secret is trusted',
  LOCAL_STORAGE_SECRET: 'the secret is kept in Secrets Manager',
  LOCAL_STORAGE_BASE_URL: 'links begin with PUBLIC_BASE_URL',
  LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'has a default',
  LOCAL_STORAGE_MAX_FILE_SIZE: 'has a default',
  OBJECT_STORAGE_PROVIDER: 'S3 by default',
  R2_TRANSIENT_BUCKET: 'in R2, the bucket of photos unless it is said',
  INBOX_BUCKET: 'the inbox is in the transient bucket',
  S3_ENDPOINT: 'the photos lie in S3 itself',
  S3_FORCE_PATH_STYLE: 'the photos lie in S3 itself',
  RETENTION_QUEUE_URL: 'S3 announces the photos that the upload function puts there',
  SIGNED_URL_EXPIRATION_SECONDS: 'has a default',
  PHOTOS_KEPT_ACTIVE: 'has a default',
  AKANA_TENANT: 'has a default',
  AKANA_CSRF_READ: 'has a default',
  AKANA_CSRF_WRITE: 'has a default',
  TEMPORARY_PICTURE_SECONDS: 'has a default',
  KEEP_METADATA: 'photos are cleaned, unless it is said',
  SCAN_URL: 'nobody looks at uploads, unless it is said',
  CRAFTER_TENANT: 'has a default',
  CRAFTER_MIME_TYPES: 'has a default',
};

for (const variant of variantNames) {
  describe(`Deployed with ${variant}, of the configuration`, () => {
    const names = [...synthesize(variant).functions.keys()];
    for (const name of names) {
      test(`${name} is told what it reads, and nothing else`, async () => {
        const set = environmentOf(variant, name);
        const read = await variablesRead(name, set);
        deepEqual(
          Object.keys(set).filter((variable) => !read.has(variable)),
          [],
        );
        deepEqual(
          [...read].filter((variable) => !(variable in set) && !(variable in leftOut)),
          [],
        );
      });

      test(`${name} is told whatever was said for the deployment that it reads`, async () => {
        const set = environmentOf(variant, name);
        const read = await variablesRead(name, set);
        for (const [variable, said] of Object.entries(variants[variant])) {
          if (read.has(variable)) equal(set[variable], said, variable);
        }
      });
    }
  });
}

test('Whatever can be said for a deployment is said in one of these tests', () => {
  const said = new Set(Object.values(variants).flatMap((context) => Object.keys(context)));
  const sayable = [...portraitVariables].filter((name) => !isRefused(name));
  deepEqual(
    sayable.filter((name) => !said.has(name)),
    [],
  );
});

/** What the template sets, references by the paths of their resources; a real queue has a URL. */
function environmentOf(variant: Variant, name: DeployedFunctionName): Readonly<Record<string, string>> {
  const { functions, spell } = synthesize(variant);
  const variables = Object.entries(functions.get(name)?.properties.Environment?.Variables ?? {});
  return Object.fromEntries(
    variables.map(([key, value]) => [key, spell(value).replace(/^RetentionQueue\//, 'https://queue.example/')]),
  );
}

function isRefused(variable: string): boolean {
  try {
    readSettings({ [variable]: '1' });
    return false;
  } catch (error) {
    return String(error).includes('nothing that a deployment can be told');
  }
}
