import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { stackVariables } from '../../../infra/aws/stack-variables.ts';
import { variableEntries } from '../../../shared/service/variables.ts';
import { stackOf, synthesize, type Variant, variantNames, variants } from './template.ts';
import { partsOf, variablesRead } from './variables-read.ts';

/** The variables that a function may read without being given them, and why it works without. */
const optional: Readonly<Record<string, string>> = {
  ALLOWED_ORIGINS: 'every origin by default',
  AUTH_ISSUER: 'unchecked by default',
  AUTH_AUDIENCE: 'unchecked by default',
  AUTH_JWT_SECRET: 'the secret is kept in Secrets Manager',
  AUTH_JWT_SECRET_ARN: 'a JWKS is trusted',
  AUTH_JWKS_URL: 'a secret is trusted',
  LOCAL_STORAGE_SECRET: 'the secret is kept in Secrets Manager',
  LOCAL_STORAGE_BASE_URL: 'links begin with PUBLIC_BASE_URL',
  LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'has a default',
  LOCAL_STORAGE_MAX_FILE_SIZE: 'has a default',
  OBJECT_STORAGE_PROVIDER: 'S3 by default',
  R2_TRANSIENT_BUCKET: 'the bucket of photos by default',
  INBOX_BUCKET: 'the inbox is in the transient bucket',
  S3_ENDPOINT: 'the photos are in S3 itself',
  S3_FORCE_PATH_STYLE: 'the photos are in S3 itself',
  SIGNED_URL_EXPIRATION_SECONDS: 'has a default',
  PHOTOS_KEPT_ACTIVE: 'has a default',
  AKANA_TENANT: 'has a default',
  AKANA_CSRF_READ: 'has a default',
  AKANA_CSRF_WRITE: 'has a default',
  TEMPORARY_PICTURE_SECONDS: 'has a default',
  KEEP_METADATA: 'photos are cleaned by default',
  SCAN_URL: 'uploads are not scanned by default',
  CRAFTER_TENANT: 'has a default',
  CRAFTER_MIME_TYPES: 'has a default',
};

test('The documents list exactly the variables that the stack sets besides the settings of a deployment', () => {
  const set = variantNames.flatMap((variant) => {
    const names = [...synthesize(variant).functions.keys()];
    const given = names.flatMap((name) => Object.keys(environmentOf(variant, name)));
    return given.filter((variable) => !(variable in variants[variant]));
  });
  deepEqual([...new Set(set)].sort(), Object.keys(stackVariables).sort());
});

for (const variant of variantNames) {
  describe(`In the stack with ${variant}`, () => {
    const names = [...synthesize(variant).functions.keys()];
    for (const name of names) {
      test(`${name} is given exactly the variables that its parts read`, () => {
        const given = environmentOf(variant, name);
        const read = [...variablesRead(partsOf(name), given)];
        deepEqual(
          Object.keys(given).filter((variable) => !read.includes(variable)),
          [],
          'given but not read',
        );
        deepEqual(
          read.filter((variable) => !(variable in given) && !(variable in optional)),
          [],
          'read but not given',
        );
      });

      test(`${name} is given the settings of the deployment that its parts list`, () => {
        const given = environmentOf(variant, name);
        const listed = new Set(partsOf(name).flatMap(({ variables }) => variables));
        for (const [variable, value] of Object.entries(variants[variant])) {
          equal(given[variable], listed.has(variable) ? value : undefined, variable);
        }
      });
    }
  });
}

test('The bucket of the inbox is given in R2 deployments only if they have the wide door', () => {
  const given = { ...variants['photos in R2'], wideDoor: 'false' };
  const functions = Object.values(Template.fromStack(stackOf(given)).findResources('AWS::Lambda::Function'));
  const names = functions.flatMap(({ Properties }) => Object.keys(Properties.Environment?.Variables ?? {}));
  equal(names.includes('R2_USER_ASSETS_BUCKET'), true);
  equal(names.includes('INBOX_BUCKET'), false);
  equal('INBOX_BUCKET' in environmentOf('photos in R2', 'upload'), true);
});

test('Every variable that can be set for a deployment is set in one of the variants', () => {
  const set = new Set(Object.values(variants).flatMap((context) => Object.keys(context)));
  const settable = Object.entries(variableEntries).flatMap(([name, { deploys }]) => (deploys ? [name] : []));
  deepEqual(
    settable.filter((name) => !set.has(name)),
    [],
  );
});

test('Every variable that functions may lack is lacking in one of the variants', () => {
  const lacking = variantNames.flatMap((variant) =>
    [...synthesize(variant).functions.keys()].flatMap((name) => {
      const given = environmentOf(variant, name);
      return [...variablesRead(partsOf(name), given)].filter((variable) => !(variable in given));
    }),
  );
  deepEqual([...new Set(lacking)].sort(), Object.keys(optional).sort());
});

/** The variables as the template sets them, references by the paths of their resources; a real queue has a URL. */
function environmentOf(variant: Variant, name: DeployedFunctionName): Readonly<Record<string, string>> {
  const { functions, spell } = synthesize(variant);
  const variables = Object.entries(functions.get(name)?.properties.Environment?.Variables ?? {});
  return Object.fromEntries(
    variables.map(([key, value]) => [key, spell(value).replace(/^RetentionQueue\//, 'https://queue.example/')]),
  );
}
