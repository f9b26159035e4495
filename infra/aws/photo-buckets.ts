import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { transientDays } from '../../shared/storage/lifetimes.ts';
import type { EventQueue } from './event-queue.ts';
import type { Settings } from './settings.ts';

// S3's own keys: with KMS each read by a signed link would cost a KMS call, and the right to read an object would still
// include its decryption.
const guarded = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  // A failed first deploy leaves no buckets behind; afterwards deleting the stack keeps the photos.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} satisfies BucketProps;

const noUnfinishedUploads = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

/**
 * The buckets of photos, unless R2 stores them, a transient bucket for renditions and waiting uploads, and one for
 * logs.
 */
export class PhotoBuckets extends Construct {
  readonly transient: Bucket;
  /** Undefined if R2 stores the photos. */
  readonly buckets: { readonly userAssets: Bucket; readonly appAssets: Bucket } | undefined;
  readonly logs: Bucket;

  constructor(scope: Construct, id: string, { storesInR2, allowedOrigins }: Settings) {
    super(scope, id);
    this.logs = new Bucket(this, 'Logs', {
      ...guarded,
      lifecycleRules: [{ expiration: Duration.days(90), ...noUnfinishedUploads }],
    });
    this.transient = new Bucket(this, 'Transient', {
      ...guarded,
      ...this.#logged('transient'),
      lifecycleRules: [
        ...Object.entries(transientDays).map(([prefix, days]) => ({ prefix, expiration: Duration.days(days) })),
        noUnfinishedUploads,
      ],
      cors: [
        {
          allowedOrigins: [...allowedOrigins],
          allowedMethods: [HttpMethods.POST, HttpMethods.PUT],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: 7200,
        },
      ],
    });
    this.buckets = storesInR2
      ? undefined
      : { userAssets: this.#assets('UserAssets', 'user-assets'), appAssets: this.#assets('AppAssets', 'app-assets') };
  }

  /** Sends a message for each new photo. */
  announcePhotosTo(queue: EventQueue): void {
    if (this.buckets !== undefined) announce(this.buckets.userAssets, { prefix: 'users/', queue });
  }

  /** Sends a message for each photo that a client stored with a ticket. */
  announceTicketsTo(queue: EventQueue): void {
    announce(this.transient, { prefix: 'tickets/', queue });
  }

  /** Lets CloudFront's log delivery write. */
  acceptDeliveredLogs(): void {
    this.logs.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.logs.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 's3:x-amz-acl': 'bucket-owner-full-control' },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:logs:us-east-1:${Aws.ACCOUNT_ID}:delivery-source:*` },
        },
      }),
    );
  }

  #assets(id: string, logName: string): Bucket {
    return new Bucket(this, id, {
      ...guarded,
      ...this.#logged(logName),
      versioned: true,
      lifecycleRules: [
        // Objects that were overwritten or deleted by hand can be restored for a month; deleting a photo deletes its
        // versions.
        { noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true, ...noUnfinishedUploads },
      ],
    });
  }

  #logged(name: string): BucketProps {
    return { serverAccessLogsBucket: this.logs as IBucket, serverAccessLogsPrefix: `${name}/` };
  }
}

/** Configures the messages of a bucket without the function that CDK would deploy for it. */
function announce(bucket: Bucket, { prefix, queue }: { prefix: string; queue: EventQueue }): void {
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.arn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
      },
    ],
  };
  bucket.node.addDependency(queue.acceptFromBuckets());
}
