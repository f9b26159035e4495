import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { type DeployedFunctionName, functionSizes } from './function-sizes.ts';
import type { PortraitFunction } from './portrait-function.ts';

interface EventQueueProps {
  /** The function that processes the messages. */
  readonly worker: DeployedFunctionName;
  /** What fails if messages are not processed; the beginning of the alarm's description. */
  readonly alarm: string;
}

/** A queue of the store's messages for a function, with a dead-letter queue for those that failed five times. */
export class EventQueue extends Construct {
  readonly #queue: Queue;
  readonly #deadLetters: Queue;

  constructor(scope: Construct, id: string, { worker, alarm }: EventQueueProps) {
    super(scope, id);
    // SQS's own key: S3 cannot send to a queue with the AWS managed key, and a customer's key would need a policy for
    // S3, for messages that contain only keys.
    const guarded = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.#deadLetters = new Queue(this, 'DeadLetters', { ...guarded, retentionPeriod: Duration.days(14) });
    this.#queue = new Queue(this, 'Queue', {
      ...guarded,
      // Six times the function's timeout, so that a throttled batch is not delivered twice.
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * functionSizes[worker].timeoutSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.#deadLetters, maxReceiveCount: 5 },
    });
    new Alarm(this, 'DeadLettersAlarm', {
      alarmDescription: `${alarm}; see the log of the function ${worker}`,
      metric: this.#deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  get arn(): string {
    return this.#queue.queueArn;
  }

  get url(): string {
    return this.#queue.queueUrl;
  }

  get deadLettersUrl(): string {
    return this.#deadLetters.queueUrl;
  }

  /**
   * Lets this account's buckets send to the queue. Returns the policy, which a sending bucket must depend on: S3 checks
   * it when the bucket is created, so the policy cannot name the bucket.
   */
  acceptFromBuckets(): IDependable {
    this.#queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.#queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::*` },
        },
      }),
    );
    return this.#queue.node.findChild('Policy');
  }

  /** Lets a function send messages. */
  giveSending(to: PortraitFunction): void {
    to.allow(['sqs:SendMessage'], [this.#queue.queueArn]);
  }

  /** Delivers the messages to a function. Only the failed messages of a batch are delivered again. */
  deliverTo(worker: PortraitFunction): void {
    worker.addEventSource(
      new SqsEventSource(this.#queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: 5, // new accounts have ten concurrent executions in all, and uploads come first
      }),
    );
  }
}
