import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { type DeployedFunctionName, functionSizes } from './function-sizes.ts';
import type { PortraitFunction } from './portrait-function.ts';

interface EventQueueProps {
  /** The function that works the messages off. */
  readonly worker: DeployedFunctionName;
  /** What is amiss when it fails. */
  readonly alarm: string;
}

/** The store's messages that wait for a function, and those that it failed on five times. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { worker, alarm }: EventQueueProps) {
    super(scope, id);
    // SQS's own key: S3 cannot send to a queue under the AWS managed key, and a customer's would need its policy widened
    // to S3 for messages that name nothing but keys.
    const guarded = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...guarded, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...guarded,
      // Six times the function's timeout, so that a batch that is throttled at first is not delivered twice.
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * functionSizes[worker].timeoutSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    new Alarm(this, 'DeadLettersAlarm', {
      alarmDescription: `${alarm}; the function’s log says why`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /**
   * Lets this account's buckets send to the queue, and answers what a bucket that does must be made after: S3 checks the
   * policy when the bucket is made, so the policy cannot name the bucket.
   */
  takeFromBuckets(): IDependable {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::*` },
        },
      }),
    );
    return this.queue.node.findChild('Policy');
  }

  /** Lets a function send messages. */
  giveSending(to: PortraitFunction): void {
    to.allow(['sqs:SendMessage'], [this.queue.queueArn]);
  }

  /** Has a function work the messages off. Of a batch only what failed comes again. */
  deliverTo(worker: PortraitFunction): void {
    worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: 5, // new accounts have ten concurrent executions in all, and uploads come first
      }),
    );
  }
}
