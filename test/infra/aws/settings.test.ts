import { deepEqual, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings } from '../../../infra/aws/settings.ts';
import { variableEntries } from '../../../shared/service/variables.ts';
import { variants } from './template.ts';

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/4f5e6d';
const { R2_ACCESS_KEY_SECRET_ARN: _, ...r2WithoutKey } = variants['photos in R2'];

describe('The settings of a deployment', () => {
  test('have a default each', () => {
    deepEqual(readSettings({}), {
      stackName: 'Portrait',
      cdn: true,
      domain: undefined,
      variables: {},
      storesInR2: false,
      allowedOrigins: ['*'],
      wideDoor: true,
    });
  });

  test('contain every variable as it was given, also a number in cdk.json', () => {
    const { variables, storesInR2, allowedOrigins, stackName } = readSettings({
      ...variants['all settings'],
      PHOTOS_KEPT_ACTIVE: 3,
    });
    const { stackName: expected, ...others } = variants['all settings'];
    deepEqual([stackName, variables], [expected, others]);
    deepEqual([storesInR2, allowedOrigins], [true, ['https://app.example', 'https://www.example']]);
  });

  test('accept cdn=false, which also leaves the wide door out, wideDoor=false, and a domain with its certificate', () => {
    deepEqual([readSettings({ cdn: 'false' }).cdn, readSettings({ cdn: false }).cdn], [false, false]);
    deepEqual([readSettings({ cdn: 'false' }).wideDoor, readSettings({ wideDoor: false }).wideDoor], [false, false]);
    deepEqual(readSettings({ domainName: 'photos.example', certificateArn }).domain, {
      name: 'photos.example',
      certificateArn,
    });
  });

  test('treat an empty value as not set', () => {
    deepEqual(readSettings({ ALLOWED_ORIGINS: ' ', domainName: '', stackName: '' }), readSettings({}));
  });

  test('ignore the context of CDK itself', () => {
    deepEqual(readSettings({ '@aws-cdk/core:checkSecretUsage': true, 'cli-telemetry': false }), readSettings({}));
  });

  for (const [name, value] of [
    ['PHOTO_KEPT', '3'],
    ['domainname', 'photos.example'],
    ['AUTH_JWT_SECRET', 'x'.repeat(32)],
    ['PUBLIC_BASE_URL', 'https://a.example'],
    ['RETENTION_QUEUE_URL', 'https://a.example'],
  ] as const) {
    test(`are refused with the known settings: ${name}`, () => {
      const own = ['stackName', 'cdn', 'wideDoor', 'domainName', 'certificateArn'];
      const deployed = Object.entries(variableEntries).flatMap(([each, { deploys }]) => (deploys ? [each] : []));
      throws(() => readSettings({ [name]: value }), {
        name: 'ConfigError',
        message: `Unknown setting ${name}; known settings are ${[...own, ...deployed].join(', ')}`,
      });
    });
  }

  for (const [given, reason] of [
    [{ stackName: 'my_stack' }, 'stackName must be letters, digits and hyphens'],
    [{ domainName: 'https://photos.example', certificateArn }, 'domainName must be a domain, such as photos.example'],
    [
      { AUTH_JWT_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:issuer' },
      'AUTH_JWT_SECRET_ARN must be the whole ARN of a secret, with the six characters at its end',
    ],
    [{ R2_ACCOUNT_ID: 'f00ba4' }, 'R2_ACCOUNT_ID needs OBJECT_STORAGE_PROVIDER=R2'],
    [{ cdn: 'no' }, 'cdn must be one of true, false'],
    [{ wideDoor: 'no' }, 'wideDoor must be one of true, false'],
    [{ wideDoor: 'true', cdn: 'false' }, 'wideDoor=true needs cdn=true'],
    [{ domainName: 'photos.example' }, 'domainName and certificateArn must be set together'],
    [{ certificateArn }, 'domainName and certificateArn must be set together'],
    [{ domainName: 'photos.example', certificateArn, cdn: 'false' }, 'domainName needs the CDN'],
    [
      { domainName: 'photos.example', certificateArn: certificateArn.replace('us-east-1', 'eu-west-1') },
      'certificateArn must be a certificate in us-east-1, the only region that CloudFront reads',
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
      { CRAFTER_PATH_PREFIX: `/${'x'.repeat(65)}` },
      'CRAFTER_PATH_PREFIX must be a slash and one segment of at most 64 characters',
    ],
    [{ CRAFTER_PATH_PREFIX: '/api' }, 'CRAFTER_PATH_PREFIX must be a segment that no route begins with'],
    [{ SCAN_URL: 'clamd:3310' }, 'SCAN_URL must be an http or https URL'],
    [{ SCAN_URL: 'https://a%ff@scanner.example' }, 'SCAN_URL must have its user name and password percent-encoded'],
    [{ ALLOWED_ORIGINS: ',' }, 'ALLOWED_ORIGINS must list at least one value'],
    [{ AUTH_JWKS_URL: 'issuer' }, 'AUTH_JWKS_URL must be an http or https URL'],
    [
      { AUTH_JWKS_URL: 'https://a.example', AUTH_JWT_SECRET_ARN: variants['all settings'].AUTH_JWT_SECRET_ARN },
      'AUTH_JWT_SECRET_ARN and AUTH_JWKS_URL exclude each other; set one of them',
    ],
    [{ OBJECT_STORAGE_PROVIDER: 'LOCAL' }, 'OBJECT_STORAGE_PROVIDER must be one of S3, R2'],
    [{ OBJECT_STORAGE_PROVIDER: 'GCS' }, 'OBJECT_STORAGE_PROVIDER must be one of S3, R2, LOCAL'],
    [{ ...r2WithoutKey }, 'R2_ACCESS_KEY_SECRET_ARN is required but not set'],
    [{ ...variants['photos in R2'], R2_ACCOUNT_ID: '' }, 'R2_ACCOUNT_ID is required but not set'],
    [{ ...variants['photos in R2'], R2_APP_ASSETS_BUCKET: '' }, 'R2_APP_ASSETS_BUCKET is required but not set'],
  ] as const) {
    test(`are refused: ${reason}`, () => {
      throws(() => readSettings(given), { name: 'ConfigError', message: reason });
    });
  }
});
