import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { routes } from '../../../shared/apis/routes.ts';
import type { Statement } from './grants.ts';
import { type SynthesizedStack, synthesize, variantNames } from './template.ts';

describe('The resources of the stack accept calls only from their services:', () => {
  for (const queue of ['RetentionQueue', 'ArrivalsQueue']) {
    test(`S3 sends to the ${queue}, from buckets of this account alone`, () => {
      deepEqual(sendersTo(synthesize(), `${queue}/Queue`), [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 's3.amazonaws.com' },
          Resource: `${queue}/Queue`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': '{AWS::AccountId}' },
            ArnLike: { 'aws:SourceArn': 'arn:{AWS::Partition}:s3:::*' },
          },
        },
      ]);
    });

    test(`no principal may send to the dead-letter queue of the ${queue}`, () => {
      deepEqual(sendersTo(synthesize(), `${queue}/DeadLetters`), []);
    });
  }

  test('S3 may send no messages if R2 stores the photos', () => {
    deepEqual(sendersTo(synthesize('photos in R2'), 'RetentionQueue/Queue'), []);
  });

  test('API Gateway calls the functions of routes for this API, and Secrets Manager the rotation for this account', () => {
    const stack = synthesize();
    const paths = new Map([...stack.functions].map(([name, { path }]) => [path, name]));
    const permissions = stack.resources('AWS::Lambda::Permission').map(({ properties }) => {
      const { FunctionName, Principal, SourceArn = '', SourceAccount = '', Action } = properties;
      const source = stack.spell(SourceArn) || stack.spell(SourceAccount);
      return `${paths.get(stack.spell(FunctionName))}: ${Action} by ${Principal} from ${source}`;
    });
    const api = 'arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}:Rest/Api/*/*/*';
    const authorizer = api.replace('*/*/*', 'authorizers/Rest/Inbox/Authorizer');
    const behindRoutes = routes.flatMap((route) => (route.stores === undefined ? [route.function] : []));
    const routed = new Set([...behindRoutes, 'unrouted']);
    deepEqual(
      permissions.sort(),
      [
        ...[...routed].map((name) => `${name}: lambda:InvokeFunction by apigateway.amazonaws.com from ${api}`),
        `door: lambda:InvokeFunction by apigateway.amazonaws.com from ${authorizer}`,
        'link-keys: lambda:InvokeFunction by secretsmanager.amazonaws.com from {AWS::AccountId}',
      ].sort(),
    );
  });

  test('no function has a URL of its own', () => {
    deepEqual(synthesize().resources('AWS::Lambda::Url'), []);
  });
});

describe('The resource policies', () => {
  for (const variant of variantNames) {
    // A second policy would replace the first when it is deployed.
    test(`are one for each queue and each bucket: ${variant}`, () => {
      const { resources, spell } = synthesize(variant);
      const queues = resources('AWS::SQS::QueuePolicy').flatMap(({ properties }) => properties.Queues.map(spell));
      const buckets = resources('AWS::S3::BucketPolicy').map(({ properties }) => spell(properties.Bucket));
      deepEqual(
        queues.sort(),
        resources('AWS::SQS::Queue')
          .map(({ path }) => path)
          .sort(),
      );
      deepEqual(
        buckets.sort(),
        resources('AWS::S3::Bucket')
          .map(({ path }) => path)
          .sort(),
      );
    });
  }
});

/** The statements that allow sending to a queue. */
function sendersTo({ resources, spell }: SynthesizedStack, queue: string) {
  const spelled = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const [name = ''] = Object.keys(value);
    if (name === 'Ref' || name.startsWith('Fn::')) return spell(value);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spelled(each)]));
  };
  return resources('AWS::SQS::QueuePolicy')
    .filter(({ properties }) => properties.Queues.some((each: unknown) => spell(each) === queue))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement as Statement[])
    .filter(({ Effect }) => Effect === 'Allow')
    .map(spelled);
}
