import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import { Construct, type IDependable } from 'constructs';
import type { StoreIntegration } from '../../shared/http/store-integration.ts';
import { transientDays } from '../../shared/storage/lifetimes.ts';
import type { PortraitFunction } from './portrait-function.ts';
import type { Settings } from './settings.ts';

// S3's own keys: with KMS each read by a signed link would be a KMS call more, and whoever may read an object may have it
// decrypted anyway.
const guarded = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  // A first deploy that fails leaves nothing behind; from then on nobody's photos go with a stack.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} satisfies BucketProps;

/** The keys of the user-assets bucket. */
const photos = 'users/*/profile-picture/*';
const attachments = 'users/*/attachments/*';

const noUnfinishedUploads = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

/** The buckets of photos, in S3 or in R2, and a transient one for what can be made again. */
export class PhotoStorage extends Construct {
  readonly transient: Bucket;
  /** None where R2 keeps the photos. */
  readonly buckets: { readonly userAssets: Bucket; readonly appAssets: Bucket } | undefined;
  readonly logs: Bucket;
  readonly #variables: Settings['variables'];

  constructor(scope: Construct, id: string, { variables, storesInR2, allowedOrigins }: Settings) {
    super(scope, id);
    this.#variables = variables;
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
  announcePhotosTo(queueArn: string, policy: IDependable): void {
    if (this.buckets !== undefined) announce(this.buckets.userAssets, 'users/', { queueArn, policy });
  }

  /** Sends a message for each photo that a client has put there by itself. */
  announceTicketsTo(queueArn: string, policy: IDependable): void {
    announce(this.transient, 'tickets/', { queueArn, policy });
  }

  /** Lets a function let clients put photos. */
  giveTickets(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:PutObject'], 'transient', 'tickets/*');
  }

  /** Lets a function read what clients have put, learn that it is not there, and take it away. */
  giveTakingTickets(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:GetObject', 's3:DeleteObject', 's3:DeleteObjectVersion'], 'transient', 'tickets/*');
    this.#let(to, ['s3:ListBucket', 's3:ListBucketVersions'], 'transient');
  }

  /** Lets a function put temporary pictures. */
  giveKeepingPictures(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:PutObject'], 'transient', 'pictures/*');
  }

  /** Lets a function read temporary pictures, and learn that one is not there. */
  giveReadingPictures(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:GetObject'], 'transient', 'pictures/*');
    this.#let(to, ['s3:ListBucket'], 'transient'); // as below
  }

  /** Lets a function read temporary pictures, and delete them with their renditions. */
  giveMovingPictures(to: PortraitFunction): void {
    this.giveReadingPictures(to);
    this.#let(to, ['s3:DeleteObject', 's3:DeleteObjectVersion'], 'transient', 'pictures/*');
    this.#let(to, ['s3:ListBucketVersions'], 'transient');
    this.#let(to, ['s3:DeleteObject'], 'transient', 'renditions/*');
  }

  /** Lets a function put photos. */
  giveWritingPhotos(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:PutObject'], 'userAssets', photos);
  }

  /** Lets a function put photos and attachments, and delete the attachments that were replaced, every version of them. */
  giveWriting(to: PortraitFunction): void {
    this.giveWritingPhotos(to);
    this.#let(to, ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'], 'userAssets', attachments);
    this.#let(to, ['s3:ListBucketVersions'], 'userAssets');
  }

  /** Lets a function read photos, and learn that one is not there. */
  giveReadingPhotos(to: PortraitFunction): void {
    this.#giveReading(to, photos);
  }

  /** Lets a function read attachments, and learn that one is not there. */
  giveReadingAttachments(to: PortraitFunction): void {
    this.#giveReading(to, attachments);
  }

  #giveReading(to: PortraitFunction, keys: string): void {
    this.#tell(to);
    this.#let(to, ['s3:GetObject'], 'userAssets', keys);
    // Without it S3 says 403 of a key that is not there.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    this.#let(to, ['s3:ListBucket'], 'userAssets');
  }

  /** Lets a function read whatever a signed link may name. */
  giveReadingAll(to: PortraitFunction): void {
    this.#tell(to);
    for (const name of ['userAssets', 'appAssets'] as const) {
      this.#let(to, ['s3:GetObject'], name, '*');
      this.#let(to, ['s3:ListBucket'], name); // as above
    }
  }

  /** Lets a function delete photos, every version of them. */
  giveDeletingPhotos(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:DeleteObject', 's3:DeleteObjectVersion'], 'userAssets', photos);
    this.#let(to, ['s3:ListBucketVersions'], 'userAssets');
  }

  /** The same, and their renditions. */
  giveDeleting(to: PortraitFunction): void {
    this.giveDeletingPhotos(to);
    this.#let(to, ['s3:DeleteObject'], 'transient', 'renditions/*');
    this.#let(to, ['s3:ListBucket'], 'transient');
  }

  /** Lets a function read renditions, and learn that one is not there. */
  giveReadingRenditions(to: PortraitFunction): void {
    this.#tell(to);
    this.#let(to, ['s3:GetObject'], 'transient', 'renditions/*');
    this.#let(to, ['s3:ListBucket'], 'transient'); // as above
  }

  /** Lets a function make renditions of photos and pictures, and take one back whose photo is gone. */
  giveRendering(to: PortraitFunction): void {
    this.giveReadingPhotos(to);
    this.giveReadingPictures(to);
    this.giveReadingRenditions(to);
    this.#let(to, ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'], 'transient', 'renditions/*');
    this.#let(to, ['s3:ListBucketVersions'], 'transient');
  }

  /** Lets a function read what waits in the inbox, learn that it is not there, and take it away. */
  giveInbox(to: PortraitFunction): void {
    if (this.buckets === undefined) to.set({ INBOX_BUCKET: this.transient.bucketName });
    const inbox = this.transient.arnForObjects('inbox/*');
    to.allow(['s3:GetObject', 's3:DeleteObject', 's3:DeleteObjectVersion'], [inbox]);
    to.allow(['s3:ListBucket', 's3:ListBucketVersions'], [this.transient.bucketArn]);
  }

  /** Lets the API's own integrations put bodies where they say. */
  giveStoring(to: Role, { path }: StoreIntegration): void {
    const keys = path.replaceAll(/\{\w+\}/g, '*');
    to.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['s3:PutObject'],
        resources: [this.transient.arnForObjects(keys)],
      }),
    );
  }

  /** Lets CloudFront's log delivery write. */
  takeDeliveredLogs(): void {
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
        // What was written over or deleted by hand can be brought back for a month; deleting a photo deletes its versions.
        { noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true, ...noUnfinishedUploads },
      ],
    });
  }

  #logged(name: string): BucketProps {
    return { serverAccessLogsBucket: this.logs as IBucket, serverAccessLogsPrefix: `${name}/` };
  }

  #let(
    to: PortraitFunction,
    actions: readonly string[],
    name: 'userAssets' | 'appAssets' | 'transient',
    keys?: string,
  ): void {
    if (this.buckets === undefined) return; // R2 knows the function by its access key
    const bucket = { ...this.buckets, transient: this.transient }[name];
    to.allow(actions, [keys === undefined ? bucket.bucketArn : bucket.arnForObjects(keys)]);
  }

  #tell(to: PortraitFunction): void {
    if (this.buckets !== undefined) {
      to.set({
        USER_ASSETS_BUCKET: this.buckets.userAssets.bucketName,
        APP_ASSETS_BUCKET: this.buckets.appAssets.bucketName,
        TRANSIENT_BUCKET: this.transient.bucketName,
      });
      return;
    }
    const { OBJECT_STORAGE_PROVIDER, R2_ACCOUNT_ID, R2_USER_ASSETS_BUCKET, R2_APP_ASSETS_BUCKET } = this.#variables;
    const { R2_TRANSIENT_BUCKET, R2_ACCESS_KEY_SECRET_ARN = '' } = this.#variables;
    to.set({
      OBJECT_STORAGE_PROVIDER,
      R2_ACCOUNT_ID,
      R2_USER_ASSETS_BUCKET,
      R2_APP_ASSETS_BUCKET,
      R2_TRANSIENT_BUCKET,
      R2_ACCESS_KEY_SECRET_ARN,
    });
    to.allow(['secretsmanager:GetSecretValue'], [R2_ACCESS_KEY_SECRET_ARN]);
  }
}

/** Has a bucket send messages, without the function that CDK would deploy for it. */
function announce(
  bucket: Bucket,
  prefix: string,
  { queueArn, policy }: { queueArn: string; policy: IDependable },
): void {
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
      },
    ],
  };
  bucket.node.addDependency(policy);
}
