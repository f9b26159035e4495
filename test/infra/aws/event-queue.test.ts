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
    test('has a visibility timeout of six times the function’s timeout', () => {
      ok(queue.VisibilityTimeout >= 6 * functionSizes[worker].timeoutSeconds);
    });

    test('moves messages to the dead-letter queue after five failures', () => {
      equal(queue.RedrivePolicy.maxReceiveCount, 5);
      equal(spell(queue.RedrivePolicy.deadLetterTargetArn), `${name}/DeadLetters`);
    });

    test('keeps messages for 14 days, as does the dead-letter queue', () => {
      deepEqual([queue.MessageRetentionPeriod, deadLetters.MessageRetentionPeriod], [1_209_600, 1_209_600]);
    });

    test('is encrypted with SQS’s own key, with which S3 can send messages', () => {
      for (const each of [queue, deadLetters]) {
        deepEqual([each.SqsManagedSseEnabled, each.KmsMasterKeyId], [true, undefined]);
      }
    });

    test('denies requests without TLS, as does the dead-letter queue', () => {
      const policies = resources('AWS::SQS::QueuePolicy');
      equal(policies.length, 4);
      for (const { properties } of policies) {
        const [denied] = (properties.PolicyDocument.Statement as Statement[]).filter(({ Effect }) => Effect === 'Deny');
        const { Action, Principal, Condition } = denied ?? {};
        deepEqual([Action, Principal], ['sqs:*', { AWS: '*' }]);
        deepEqual(Condition, { Bool: { 'aws:SecureTransport': 'false' } });
      }
    });

    test('is not a FIFO queue', () => {
      equal(queue.FifoQueue, undefined);
    });
  });

  describe(`The function ${worker}`, () => {
    const mappings = resources('AWS::Lambda::EventSourceMapping');
    const mapping = mappings.find(({ properties }) => spell(properties.EventSourceArn) === `${name}/Queue`);
    const { FunctionName, EventSourceArn: _, ...settings } = mapping?.properties ?? {};

    test('receives the messages of that queue', () => {
      equal(mappings.length, 2);
      equal(spell(FunctionName), { retention: 'Retention', arrivals: 'Arrivals' }[worker]);
    });

    test('reports the failed messages of a batch, so that only they are delivered again', () => {
      deepEqual(settings.FunctionResponseTypes, ['ReportBatchItemFailures']);
    });

    test('processes at most five batches at a time, half of the concurrency of a new account', () => {
      deepEqual(settings.ScalingConfig, { MaximumConcurrency: 5 });
    });
  });

  describe(`The alarm of the queue of ${worker}`, () => {
    const alarm = resource('AWS::CloudWatch::Alarm', `${name}/DeadLettersAlarm`);

    test('is on while there is a dead letter', () => {
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
