import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StoreIntegration } from '../../shared/http/store-integration.ts';
import { PhotoBuckets } from './photo-buckets.ts';
import type { PortraitFunction } from './portrait-function.ts';
import type { Settings } from './settings.ts';

/** The keys of the user-assets bucket. */
const photos = 'users/*/profile-picture/*';
const attachments = 'users/*/attachments/*';

/** The buckets, and what functions may do with them: each is told in the same call where they are. */
export class PhotoStorage extends PhotoBuckets {
  readonly #variables: Settings['variables'];

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, settings);
    this.#variables = settings.variables;
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
