import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DeployedFunctionName, functionSizes } from '../../../infra/aws/function-sizes.ts';
import { grantsTo, roleOf, statementsOf } from './grants.ts';
import { type SynthesizedStack, synthesize, type Variant, variantNames } from './template.ts';

const names = Object.keys(functionSizes) as DeployedFunctionName[];
const photos = 'Storage/UserAssets/users/*/profile-picture/*';
const attachments = 'Storage/UserAssets/users/*/attachments/*';
const tickets = 'Storage/Transient/tickets/*';
const inbox = 'Storage/Transient/inbox/*';
const pictures = 'Storage/Transient/pictures/*';

const ownLog = ['logs:CreateLogStream its log', 'logs:PutLogEvents its log'];
const verifyingCallers = ['secretsmanager:GetSecretValue Trust/JwtSecret'];
const signingLinks = ['secretsmanager:GetSecretValue Links/LinkSecret'];
const readingPhotos = [`s3:GetObject ${photos}`, 's3:ListBucket Storage/UserAssets'];
const renditions = 'Storage/Transient/renditions/*';
const readingRenditions = [`s3:GetObject ${renditions}`, 's3:ListBucket Storage/Transient'];
const showingRenditions = [...readingRenditions, 'lambda:InvokeFunction Render'];
const settlingTickets = [
  ...[`s3:GetObject ${tickets}`, `s3:DeleteObject ${tickets}`, `s3:DeleteObjectVersion ${tickets}`],
  ...['s3:ListBucket Storage/Transient', 's3:ListBucketVersions Storage/Transient'],
];
const workingOff = (queue: string) =>
  ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes', 'GetQueueUrl'].map(
    (action) => `sqs:${action} ${queue}/Queue`,
  );
const announcing = ['sqs:SendMessage RetentionQueue/Queue'];

const mayDo: Readonly<Record<DeployedFunctionName, readonly string[]>> = {
  upload: [
    ...[...ownLog, ...verifyingCallers, ...signingLinks],
    ...[`s3:PutObject ${photos}`, `s3:PutObject ${attachments}`],
    ...[`s3:DeleteObject ${attachments}`, `s3:DeleteObjectVersion ${attachments}`],
    's3:ListBucketVersions Storage/UserAssets',
    `s3:PutObject ${pictures}`,
    ...[`s3:GetObject ${inbox}`, `s3:DeleteObject ${inbox}`, `s3:DeleteObjectVersion ${inbox}`],
    ...settlingTickets,
    'dynamodb:GetItem Assets/Table',
    'dynamodb:PutItem Assets/Table',
    'dynamodb:UpdateItem Assets/Table',
  ],
  arrivals: [
    ...[...ownLog, ...signingLinks, `s3:PutObject ${photos}`, ...settlingTickets],
    'dynamodb:GetItem Assets/Table',
    'dynamodb:PutItem Assets/Table',
    'dynamodb:UpdateItem Assets/Table',
    ...workingOff('ArrivalsQueue'),
  ],
  door: [...ownLog, ...verifyingCallers, ...signingLinks, 'dynamodb:GetItem Assets/Table'],
  'public-read': [...ownLog, ...readingPhotos, 'dynamodb:GetItem Assets/Table'],
  'signed-read': [
    ...[...ownLog, ...signingLinks],
    ...['s3:GetObject Storage/UserAssets/*', 's3:ListBucket Storage/UserAssets'],
    ...['s3:GetObject Storage/AppAssets/*', 's3:ListBucket Storage/AppAssets'],
    ...showingRenditions,
  ],
  'avatar-read': [
    ...[...ownLog, ...verifyingCallers, ...signingLinks, ...readingPhotos, ...showingRenditions],
    ...[`s3:GetObject ${pictures}`, 'dynamodb:GetItem Assets/Table'],
  ],
  users: [...ownLog, ...verifyingCallers, ...signingLinks, 'dynamodb:GetItem Assets/Table'],
  render: [
    ...[...ownLog, ...readingPhotos, ...readingRenditions, `s3:GetObject ${pictures}`],
    ...[`s3:PutObject ${renditions}`, `s3:DeleteObject ${renditions}`, `s3:DeleteObjectVersion ${renditions}`],
    's3:ListBucketVersions Storage/Transient',
  ],
  'signed-url': [
    ...[...ownLog, ...verifyingCallers, ...signingLinks],
    ...['dynamodb:GetItem Assets/Table', 'dynamodb:Query Assets/Table', 'dynamodb:PutItem Assets/Table'],
    `s3:PutObject ${tickets}`,
  ],
  'photo-state': [
    ...[...ownLog, ...verifyingCallers, ...signingLinks, ...announcing],
    ...['dynamodb:GetItem Assets/Table', 'dynamodb:Query Assets/Table', 'dynamodb:UpdateItem Assets/Table'],
    ...[`s3:DeleteObject ${photos}`, `s3:DeleteObjectVersion ${photos}`, 's3:ListBucketVersions Storage/UserAssets'],
    ...[`s3:DeleteObject ${renditions}`, 's3:ListBucket Storage/Transient'],
  ],
  account: [
    ...[...ownLog, ...verifyingCallers, ...announcing],
    ...['dynamodb:GetItem Assets/Table', 'dynamodb:UpdateItem Assets/Table'],
  ],
  graphql: [...ownLog, ...verifyingCallers, ...signingLinks, 'dynamodb:GetItem Assets/Table'],
  attachments: [
    ...[...ownLog, `s3:GetObject ${attachments}`, 's3:ListBucket Storage/UserAssets'],
    ...['dynamodb:GetItem Assets/Table', 'dynamodb:Query Assets/Table'],
  ],
  admin: [
    ...[...ownLog, ...verifyingCallers],
    ...['dynamodb:PutItem Assets/Table', 'dynamodb:UpdateItem Assets/Table', 'dynamodb:DeleteItem Assets/Table'],
  ],
  session: [...ownLog, ...verifyingCallers, ...signingLinks, 'dynamodb:GetItem Assets/Table'],
  dropbox: [
    ...[...ownLog, ...verifyingCallers, ...signingLinks],
    ...['dynamodb:GetItem Assets/Table', 'dynamodb:UpdateItem Assets/Table'],
  ],
  'user-avatar': [
    ...[...ownLog, ...verifyingCallers, ...signingLinks, ...showingRenditions],
    ...[`s3:GetObject ${pictures}`, `s3:DeleteObject ${pictures}`, `s3:DeleteObjectVersion ${pictures}`],
    ...[`s3:DeleteObject ${renditions}`, 's3:ListBucketVersions Storage/Transient'],
    `s3:PutObject ${photos}`,
    'dynamodb:GetItem Assets/Table',
    'dynamodb:PutItem Assets/Table',
    'dynamodb:UpdateItem Assets/Table',
  ],
  unrouted: ownLog,
  retention: [
    ...[...ownLog, ...readingPhotos],
    ...[`s3:DeleteObject ${photos}`, `s3:DeleteObjectVersion ${photos}`, 's3:ListBucketVersions Storage/UserAssets'],
    'dynamodb:GetItem Assets/Table',
    'dynamodb:PutItem Assets/Table',
    'dynamodb:UpdateItem Assets/Table',
    ...workingOff('RetentionQueue'),
  ],
  'link-keys': [
    ...ownLog,
    'secretsmanager:DescribeSecret Links/LinkSecret',
    'secretsmanager:GetSecretValue Links/LinkSecret',
    'secretsmanager:PutSecretValue Links/LinkSecret',
    'secretsmanager:UpdateSecretVersionStage Links/LinkSecret',
  ],
};

describe('The functions', () => {
  for (const name of names) {
    test(`have exactly these rights: ${name}`, () => {
      deepEqual(rights(synthesize(), name), [...mayDo[name]].sort());
    });
  }

  test('have a role each, which only Lambda can assume, without managed policies', () => {
    const stack = synthesize();
    const roles = names.map((name) => roleOf(stack, name));
    equal(new Set(roles.map(({ id }) => id)).size, names.length);
    for (const { properties } of roles) {
      deepEqual(properties.AssumeRolePolicyDocument.Statement, [
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
      equal(properties.ManagedPolicyArns, undefined);
      equal(properties.Policies, undefined);
    }
  });

  test('share no policies', () => {
    for (const { properties } of synthesize().resources('AWS::IAM::Policy')) equal(properties.Roles.length, 1);
    equal(synthesize().resources('AWS::IAM::ManagedPolicy').length, 0);
  });
});

describe('In every variant of the stack', () => {
  for (const variant of variantNames) {
    test(`no statement allows all actions or all resources: ${variant}`, () => {
      for (const { Effect, action, resource } of allowed(variant)) {
        equal(Effect, 'Allow');
        doesNotMatch(action, /\*/);
        doesNotMatch(resource, /^\*|^[^/]*\*/);
      }
    });

    test(`only the workers receive from queues: ${variant}`, () => {
      const inR2 = synthesize(variant).resources('AWS::S3::Bucket').length === 2;
      deepEqual(namesThatMay(variant, 'sqs:ReceiveMessage'), inR2 ? ['retention'] : ['retention', 'arrivals']);
    });

    test(`only the rotation may change a secret: ${variant}`, () => {
      const changing = allowed(variant).filter(({ action }) => /^secretsmanager:(?!GetSecretValue)/.test(action));
      deepEqual(
        [...new Set(changing.map(({ name, resource }) => `${name} ${resource}`))],
        ['link-keys Links/LinkSecret'],
      );
    });

    test(`only the functions that make objects may put them: ${variant}`, () => {
      const putting = allowed(variant).filter(({ action }) => /^s3:(Put|Restore|Replicate|Abort)/.test(action));
      const inR2 = synthesize(variant).resources('AWS::S3::Bucket').length === 2;
      deepEqual(
        putting.map(({ name, action, resource }) => `${name}: ${action} ${resource}`).sort(),
        inR2
          ? []
          : [
              `arrivals: s3:PutObject ${photos}`,
              `render: s3:PutObject ${renditions}`,
              `signed-url: s3:PutObject ${tickets}`,
              `upload: s3:PutObject ${pictures}`,
              ...[`upload: s3:PutObject ${attachments}`, `upload: s3:PutObject ${photos}`],
              `user-avatar: s3:PutObject ${photos}`,
            ],
      );
    });

    test(`the function \`unrouted\` may only write its log: ${variant}`, () => {
      deepEqual(rights(synthesize(variant), 'unrouted'), ownLog);
    });
  }

  test('functions have rights only to the inbox and to the access key if R2 stores the photos', () => {
    const grants = allowed('photos in R2');
    const s3 = grants.filter(({ action, resource }) => action.startsWith('s3:') && resource !== inbox);
    deepEqual(
      s3.map(({ name, action, resource }) => `${name} ${action} ${resource}`),
      ['upload s3:ListBucket Storage/Transient', 'upload s3:ListBucketVersions Storage/Transient'],
    );
    const key = grants.filter(({ resource }) => resource.includes(':secret:r2-key-'));
    deepEqual(key.map(({ name, action }) => `${name} ${action}`).sort(), [
      'attachments secretsmanager:GetSecretValue',
      'avatar-read secretsmanager:GetSecretValue',
      'photo-state secretsmanager:GetSecretValue',
      'public-read secretsmanager:GetSecretValue',
      'render secretsmanager:GetSecretValue',
      'retention secretsmanager:GetSecretValue',
      'signed-read secretsmanager:GetSecretValue',
      'signed-url secretsmanager:GetSecretValue',
      'upload secretsmanager:GetSecretValue',
      'user-avatar secretsmanager:GetSecretValue',
    ]);
  });

  test('the functions that store photos send the messages if R2 stores them', () => {
    deepEqual(namesThatMay('photos in R2', 'sqs:SendMessage'), ['upload', 'photo-state', 'account', 'user-avatar']);
  });

  test('there is no secret for tokens if a JWKS is trusted', () => {
    const { resources } = synthesize('tokens by JWKS');
    deepEqual(
      resources('AWS::SecretsManager::Secret').map(({ path }) => path),
      ['Links/LinkSecret'],
    );
  });
});

function rights(stack: SynthesizedStack, name: DeployedFunctionName): string[] {
  const log = stack.spell(stack.functions.get(name)?.properties.LoggingConfig.LogGroup);
  return grantsTo(stack, name)
    .map(({ action, resource }) => `${action} ${resource === log ? 'its log' : resource}`)
    .sort();
}

/** The rights of all functions. */
function allowed(variant: Variant) {
  const stack = synthesize(variant);
  return [...stack.functions.keys()].flatMap((name) =>
    statementsOf(stack, roleOf(stack, name)).flatMap(({ Effect, Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) =>
          [Resource].flat().map((resource) => ({ name, Effect, action, resource: stack.spell(resource) })),
        ),
    ),
  );
}

function namesThatMay(variant: Variant, action: string): string[] {
  return [...new Set(allowed(variant).flatMap((grant) => (grant.action === action ? [grant.name] : [])))];
}
