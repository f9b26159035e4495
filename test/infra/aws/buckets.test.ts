import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Statement } from './grants.ts';
import { synthesize, variantNames } from './template.ts';

const { resources, resource, spell } = synthesize();
const bucket = (name: string) => resource('AWS::S3::Bucket', `Storage/${name}`);
const assets = ['UserAssets', 'AppAssets'];

for (const variant of variantNames) {
  describe(`Every bucket with ${variant}`, () => {
    const { resources, spell } = synthesize(variant);
    const buckets = resources('AWS::S3::Bucket');

    test('blocks public access, and has no access control lists', () => {
      for (const { properties } of buckets) {
        deepEqual(properties.PublicAccessBlockConfiguration, {
          ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        });
        deepEqual(properties.OwnershipControls.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }]);
        deepEqual([properties.AccessControl, properties.WebsiteConfiguration], [undefined, undefined]);
      }
    });

    test('is encrypted with S3’s own keys', () => {
      for (const { properties } of buckets) {
        deepEqual(properties.BucketEncryption.ServerSideEncryptionConfiguration, [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ]);
      }
    });

    test('denies requests without TLS 1.2', () => {
      for (const { path } of buckets) {
        const [policy] = resources('AWS::S3::BucketPolicy').filter(
          ({ properties }) => spell(properties.Bucket) === path,
        );
        const statements: Statement[] = policy?.properties.PolicyDocument.Statement;
        const denied = statements.filter(({ Effect }) => Effect === 'Deny');
        deepEqual(
          denied.map(({ Condition }) => Condition),
          [{ Bool: { 'aws:SecureTransport': 'false' } }, { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
        );
        for (const { Action, Principal, Resource } of denied) {
          deepEqual([Action, Principal], ['s3:*', { AWS: '*' }]);
          deepEqual([Resource].flat().map(spell), [path, `${path}/*`]);
        }
      }
    });

    test('allows by its policy only the services that write logs', () => {
      const allowed = resources('AWS::S3::BucketPolicy').flatMap(({ properties }) =>
        (properties.PolicyDocument.Statement as Statement[])
          .filter(({ Effect }) => Effect === 'Allow')
          .map(({ Action, Resource }) => `${Action} ${spell(Resource)}`.replace(/\/.*$/, '')),
      );
      for (const right of allowed) equal(right, 's3:PutObject Storage');
    });

    test('is retained when the stack is deleted, unless its first deployment fails', () => {
      for (const { deletionPolicy, updateReplacePolicy } of buckets) {
        deepEqual([deletionPolicy, updateReplacePolicy], ['RetainExceptOnCreate', 'Retain']);
      }
    });

    test('aborts incomplete multipart uploads', () => {
      for (const { properties } of buckets) {
        const rules: { AbortIncompleteMultipartUpload?: object }[] = properties.LifecycleConfiguration.Rules;
        ok(rules.some(({ AbortIncompleteMultipartUpload: days }) => days !== undefined));
      }
    });
  });
}

describe('The buckets of assets', () => {
  test('keep overwritten and deleted versions for a month', () => {
    for (const name of assets) {
      const { VersioningConfiguration, LifecycleConfiguration } = bucket(name).properties;
      deepEqual(VersioningConfiguration, { Status: 'Enabled' });
      const [rule, ...others] = LifecycleConfiguration.Rules;
      deepEqual(others, []);
      deepEqual(
        [rule.NoncurrentVersionExpiration, rule.ExpiredObjectDeleteMarker, rule.Status],
        [{ NoncurrentDays: 30 }, true, 'Enabled'],
      );
    }
  });

  test('expire no photo', () => {
    for (const name of assets) {
      for (const rule of bucket(name).properties.LifecycleConfiguration.Rules) {
        deepEqual([rule.ExpirationInDays, rule.ExpirationDate, rule.Transitions], [undefined, undefined, undefined]);
      }
    }
  });

  test('do not exist if R2 stores the photos', () => {
    const inR2 = synthesize('photos in R2').resources('AWS::S3::Bucket');
    deepEqual(inR2.map(({ path }) => path).sort(), ['Storage/Logs', 'Storage/Transient']);
  });
});

describe('The transient bucket', () => {
  const { properties } = bucket('Transient');

  test('is not versioned', () => {
    equal(properties.VersioningConfiguration, undefined);
  });

  test('expires renditions after thirty days and everything else after one', () => {
    const rules: { Prefix?: string; ExpirationInDays?: number }[] = properties.LifecycleConfiguration.Rules;
    const kept = rules.flatMap(({ Prefix, ExpirationInDays }) =>
      ExpirationInDays ? [[Prefix, ExpirationInDays]] : [],
    );
    deepEqual(Object.fromEntries(kept), {
      ...{ 'inbox/': 1, 'tickets/': 1, 'pictures/': 1 },
      ...{ 'renditions/pictures/': 1, 'renditions/': 30 },
    });
  });

  test('allows uploads from pages of the allowed origins only', () => {
    const { resource } = synthesize('all settings');
    const rulesOf = (found: typeof properties) => found.CorsConfiguration.CorsRules;
    deepEqual(rulesOf(properties)[0].AllowedOrigins, ['*']);
    const [rule, ...others] = rulesOf(resource('AWS::S3::Bucket', 'Storage/Transient').properties);
    deepEqual(others, []);
    deepEqual(rule.AllowedOrigins, ['https://app.example', 'https://www.example']);
    deepEqual(rule.AllowedMethods, ['POST', 'PUT']);
  });

  test('is the only bucket with CORS', () => {
    const spoken = resources('AWS::S3::Bucket').filter((each) => each.properties.CorsConfiguration !== undefined);
    deepEqual(
      spoken.map(({ path }) => path),
      ['Storage/Transient'],
    );
  });
});

describe('The bucket of photos', () => {
  const { properties, dependsOn } = bucket('UserAssets');

  test('sends a message for each object under users/', () => {
    const { QueueConfigurations, ...others } = properties.NotificationConfiguration;
    deepEqual(others, {});
    const [{ Queue, ...said }, ...more] = QueueConfigurations;
    deepEqual(more, []);
    equal(spell(Queue), 'RetentionQueue/Queue');
    const Filter = { S3Key: { Rules: [{ Name: 'prefix', Value: 'users/' }] } };
    deepEqual(said, { Event: 's3:ObjectCreated:*', Filter });
  });

  test('is created after the policy of the queue, which S3 checks then', () => {
    const policies = resources('AWS::SQS::QueuePolicy').filter(({ id }) => dependsOn.includes(id));
    deepEqual(
      policies.flatMap((policy) => policy.properties.Queues.map(spell)),
      ['RetentionQueue/Queue'],
    );
  });

  test('has its notification without a custom resource of CDK', () => {
    deepEqual(resources('Custom::S3BucketNotifications'), []);
  });
});

describe('The bucket of logs', () => {
  test('gets the access logs of all other buckets, each under its name', () => {
    const logged = resources('AWS::S3::Bucket').flatMap(({ path, properties: { LoggingConfiguration: to } }) =>
      to === undefined ? [] : [[path, `${spell(to.DestinationBucketName)}/${to.LogFilePrefix}`]],
    );
    deepEqual(Object.fromEntries(logged), {
      'Storage/Transient': 'Storage/Logs/transient/',
      'Storage/UserAssets': 'Storage/Logs/user-assets/',
      'Storage/AppAssets': 'Storage/Logs/app-assets/',
    });
  });

  test('expires them after three months', () => {
    deepEqual(bucket('Logs').properties.LifecycleConfiguration.Rules[0].ExpirationInDays, 90);
  });

  test('may be written by the services that log, for this account only', () => {
    const { properties } = resource('AWS::S3::BucketPolicy', 'Storage/Logs/Policy');
    const statements: Statement[] = properties.PolicyDocument.Statement;
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    const written = allowed.map(
      ({ Principal, Resource }) => `${Object.values(Principal as object)} ${spell(Resource)}`,
    );
    deepEqual(written.sort(), [
      'delivery.logs.amazonaws.com Storage/Logs/AWSLogs/{AWS::AccountId}/*',
      'logging.s3.amazonaws.com Storage/Logs/app-assets/*',
      'logging.s3.amazonaws.com Storage/Logs/transient/*',
      'logging.s3.amazonaws.com Storage/Logs/user-assets/*',
    ]);
    for (const { Condition } of allowed) {
      const { StringEquals } = Condition as { StringEquals: Record<string, unknown> };
      deepEqual(StringEquals['aws:SourceAccount'], { Ref: 'AWS::AccountId' });
    }
  });
});
