import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { functionSizes } from '../../../infra/aws/function-sizes.ts';
import type { Statement } from './grants.ts';
import { synthesize } from './template.ts';

const { resources, resource, spell } = synthesize();

for (const [name, worker] of [
  ['RetentionQueue', 'retention'],
  ['ArrivalsQueue', 'arrivals'],
] as const) {
  const queue = resource('AWS::SQS::Queue', `${name}/Queue`).properties;
  const deadLetters = resource('AWS::SQS::Queue', `${name}/DeadLetters`).properties;

  describe(`The queue of ${worker}`, () => {
    test('holds a message back for six times the function’s time, so that no batch comes twice at once', () => {
      ok(queue.VisibilityTimeout >= 6 * functionSizes[worker].timeoutSeconds);
    });

    test('puts away what failed five times', () => {
      equal(queue.RedrivePolicy.maxReceiveCount, 5);
      equal(spell(queue.RedrivePolicy.deadLetterTargetArn), `${name}/DeadLetters`);
    });

    test('keeps messages for a fortnight, dead ones too', () => {
      deepEqual([queue.MessageRetentionPeriod, deadLetters.MessageRetentionPeriod], [1_209_600, 1_209_600]);
    });

    test('is encrypted by SQS’s own key, as S3 can send to no queue under another that is free', () => {
      for (const each of [queue, deadLetters]) {
        deepEqual([each.SqsManagedSseEnabled, each.KmsMasterKeyId], [true, undefined]);
      }
    });

    test('takes nothing that does not come over TLS, nor do the dead letters', () => {
      const policies = resources('AWS::SQS::QueuePolicy');
      equal(policies.length, 4);
      for (const { properties } of policies) {
        const [denied] = (properties.PolicyDocument.Statement as Statement[]).filter(({ Effect }) => Effect === 'Deny');
        const { Action, Principal, Condition } = denied ?? {};
        deepEqual([Action, Principal], ['sqs:*', { AWS: '*' }]);
        deepEqual(Condition, { Bool: { 'aws:SecureTransport': 'false' } });
      }
    });

    test('takes messages in no order, so that photos wait for no other', () => {
      equal(queue.FifoQueue, undefined);
    });
  });

  describe(`The function ${worker}`, () => {
    const mappings = resources('AWS::Lambda::EventSourceMapping');
    const mapping = mappings.find(({ properties }) => spell(properties.EventSourceArn) === `${name}/Queue`);
    const { FunctionName, EventSourceArn: _, ...settings } = mapping?.properties ?? {};

    test('is the one that is given messages of that queue', () => {
      equal(mappings.length, 2);
      equal(spell(FunctionName), { retention: 'Retention', arrivals: 'Arrivals' }[worker]);
    });

    test('is asked which of a batch have failed, so that only they come again', () => {
      deepEqual(settings.FunctionResponseTypes, ['ReportBatchItemFailures']);
    });

    test('works five batches at a time at most, and leaves half of a new account to everything else', () => {
      deepEqual(settings.ScalingConfig, { MaximumConcurrency: 5 });
    });
  });

  describe(`The alarm of the queue of ${worker}`, () => {
    const alarm = resource('AWS::CloudWatch::Alarm', `${name}/DeadLettersAlarm`);

    test('rings as soon as there is a dead letter, and for as long', () => {
      const { Namespace, MetricName, Dimensions, Threshold, ComparisonOperator, ...more } = alarm.properties;
      deepEqual([Namespace, MetricName], ['AWS/SQS', 'ApproximateNumberOfMessagesVisible']);
      deepEqual(
        Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, spell(Value)]),
        [['QueueName', `${name}/DeadLetters.QueueName`]],
      );
      deepEqual([ComparisonOperator, Threshold, more.EvaluationPeriods], ['GreaterThanOrEqualToThreshold', 1, 1]);
      equal(more.TreatMissingData, 'notBreaching');
    });
  });
}
