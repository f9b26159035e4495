import { deepEqual, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings } from '../../../infra/aws/settings.ts';
import { sampleConfig } from '../../support/fake-service.ts';
import { variants } from './template.ts';

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/4f5e6d';
const { R2_ACCESS_KEY_SECRET_ARN: _, ...r2WithoutKey } = variants['photos in R2'];

describe('The settings of a deployment', () => {
  test('are complete where nothing is said', () => {
    deepEqual(readSettings({}), {
      stackName: 'Portrait',
      cdn: true,
      domain: undefined,
      variables: {},
      storesInR2: false,
      allowedOrigins: ['*'],
      crafterPathPrefix: '/crafter-profile',
      wideDoor: true,
      policies: { openlift: sampleConfig.openliftPolicy, crafter: sampleConfig.crafter },
    });
  });

  test('hold every variable as it was said, also a number that cdk.json has as one', () => {
    const { variables, storesInR2, allowedOrigins, stackName } = readSettings({
      ...variants['everything said'],
      PHOTOS_KEPT_ACTIVE: 3,
    });
    const { stackName: said, ...others } = variants['everything said'];
    deepEqual([stackName, variables], [said, others]);
    deepEqual([storesInR2, allowedOrigins], [true, ['https://app.example', 'https://www.example']]);
  });

  test('take cdn=false, which leaves the wide door out, too, wideDoor=false, and a domain with its certificate', () => {
    deepEqual([readSettings({ cdn: 'false' }).cdn, readSettings({ cdn: false }).cdn], [false, false]);
    deepEqual([readSettings({ cdn: 'false' }).wideDoor, readSettings({ wideDoor: false }).wideDoor], [false, false]);
    deepEqual(readSettings({ domainName: 'photos.example', certificateArn }).domain, {
      name: 'photos.example',
      certificateArn,
    });
  });

  test('count what is empty as not said', () => {
    deepEqual(readSettings({ ALLOWED_ORIGINS: ' ', domainName: '', stackName: '' }), readSettings({}));
  });

  test('pass over what CDK itself is told', () => {
    deepEqual(readSettings({ '@aws-cdk/core:checkSecretUsage': true, 'cli-telemetry': false }), readSettings({}));
  });

  for (const [said, reason] of [
    [{ PHOTO_KEPT: '3' }, 'PHOTO_KEPT is nothing that a deployment can be told'],
    [{ domainname: 'photos.example' }, 'domainname is nothing that a deployment can be told'],
    [{ stackName: 'my_stack' }, 'stackName must be letters, digits and hyphens'],
    [{ domainName: 'https://photos.example', certificateArn }, 'domainName must be a domain, such as photos.example'],
    [
      { AUTH_JWT_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:issuer' },
      'AUTH_JWT_SECRET_ARN must be the whole ARN of a secret, with the six characters at its end',
    ],
    [{ R2_ACCOUNT_ID: 'f00ba4' }, 'R2_ACCOUNT_ID needs OBJECT_STORAGE_PROVIDER=R2'],
    [{ AUTH_JWT_SECRET: 'x'.repeat(32) }, 'AUTH_JWT_SECRET is nothing that a deployment can be told'],
    [{ PUBLIC_BASE_URL: 'https://a.example' }, 'PUBLIC_BASE_URL is nothing that a deployment can be told'],
    [{ cdn: 'no' }, 'cdn must be one of true, false'],
    [{ wideDoor: 'no' }, 'wideDoor must be one of true, false'],
    [{ wideDoor: 'true', cdn: 'false' }, 'wideDoor needs the CDN'],
    [{ domainName: 'photos.example' }, 'domainName and certificateArn belong together'],
    [{ certificateArn }, 'domainName and certificateArn belong together'],
    [{ domainName: 'photos.example', certificateArn, cdn: 'false' }, 'domainName needs the CDN'],
    [
      { domainName: 'photos.example', certificateArn: certificateArn.replace('us-east-1', 'eu-west-1') },
      'certificateArn must be of a certificate in us-east-1, where CloudFront looks for it',
    ],
    [{ KEEP_METADATA: 'yes' }, 'KEEP_METADATA must be one of true, false'],
    [{ PHOTOS_KEPT_ACTIVE: 'x' }, 'PHOTOS_KEPT_ACTIVE must be an integer from 1 to 9999999999'],
    [{ SIGNED_URL_EXPIRATION_SECONDS: '0' }, 'SIGNED_URL_EXPIRATION_SECONDS must be an integer from 1 to 9999999999'],
    [{ LOCAL_STORAGE_MAX_FILE_SIZE: '5MB' }, 'LOCAL_STORAGE_MAX_FILE_SIZE must be an integer from 1 to 9999999999'],
    [
      { LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'jpg,exe' },
      'LOCAL_STORAGE_ALLOWED_EXTENSIONS lists an unknown value; known values are jpg, jpeg, png, gif, webp, heic, heif, avif',
    ],
    [
      { CRAFTER_MIME_TYPES: 'image/png,text/plain' },
      'CRAFTER_MIME_TYPES lists an unknown value; known values are image/jpeg, image/png, image/gif, image/webp, image/heic, image/heif, image/avif, image/bmp, image/tiff, image/svg+xml',
    ],
    [
      { CRAFTER_PATH_PREFIX: '/api' },
      'CRAFTER_PATH_PREFIX must be a slash and one segment of at most 64 characters that no route begins with',
    ],
    [{ SCAN_URL: 'clamd:3310' }, 'SCAN_URL must be an http or https URL'],
    [{ SCAN_URL: 'https://a%ff@scanner.example' }, 'SCAN_URL must have name and password percent-encoded'],
    [{ ALLOWED_ORIGINS: ',' }, 'ALLOWED_ORIGINS must list at least one value'],
    [{ AUTH_JWKS_URL: 'issuer' }, 'AUTH_JWKS_URL must be an http or https URL'],
    [
      { AUTH_JWKS_URL: 'https://a.example', AUTH_JWT_SECRET_ARN: 'arn' },
      'AUTH_JWT_SECRET_ARN and AUTH_JWKS_URL exclude each other',
    ],
    [{ OBJECT_STORAGE_PROVIDER: 'LOCAL' }, 'OBJECT_STORAGE_PROVIDER must be one of S3, R2'],
    [{ OBJECT_STORAGE_PROVIDER: 'GCS' }, 'OBJECT_STORAGE_PROVIDER must be one of S3, R2, LOCAL'],
    [{ ...r2WithoutKey }, 'R2_ACCESS_KEY_SECRET_ARN is required but not set'],
    [{ ...variants['photos in R2'], R2_ACCOUNT_ID: '' }, 'R2_ACCOUNT_ID is required but not set'],
    [{ ...variants['photos in R2'], R2_APP_ASSETS_BUCKET: '' }, 'R2_APP_ASSETS_BUCKET is required but not set'],
  ] as const) {
    test(`are refused: ${reason}`, () => {
      throws(() => readSettings(said), { name: 'ConfigError', message: reason });
    });
  }
});
