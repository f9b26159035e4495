import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StoreIntegration } from '../../shared/http/store-integration.ts';
import { PhotoBuckets } from './photo-buckets.ts';
import type { PortraitFunction } from './portrait-function.ts';
import type { Settings } from './settings.ts';

/** Keys of the user-assets bucket. */
const photos = 'users/*/profile-picture/*';
const attachments = 'users/*/attachments/*';

/** Actions on the objects with these keys; on the bucket itself if there are no keys. */
interface Right {
  readonly actions: readonly string[];
  readonly bucket: 'userAssets' | 'appAssets' | 'transient';
  readonly keys?: string;
}

/** The buckets, and the statements that let functions use them. */
export class PhotoStorage extends PhotoBuckets {
  readonly #r2AccessKey: string;
  readonly #hasInbox: boolean;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, settings);
    this.#r2AccessKey = settings.variables.R2_ACCESS_KEY_SECRET_ARN ?? '';
    this.#hasInbox = settings.wideDoor;
  }

  /** Lets a function presign uploads of tickets' photos. */
  giveTickets(to: PortraitFunction): void {
    this.#let(to, { actions: ['s3:PutObject'], bucket: 'transient', keys: 'tickets/*' });
  }

  /** Lets a function read tickets' photos, learn that one does not exist, and delete it. */
  giveSettlingTickets(to: PortraitFunction): void {
    this.#let(to, {
      actions: ['s3:GetObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      bucket: 'transient',
      keys: 'tickets/*',
    });
    this.#let(to, { actions: ['s3:ListBucket', 's3:ListBucketVersions'], bucket: 'transient' });
  }

  /** Lets a function put temporary pictures. */
  giveWritingPictures(to: PortraitFunction): void {
    this.#let(to, { actions: ['s3:PutObject'], bucket: 'transient', keys: 'pictures/*' });
  }

  /** Lets a function read temporary pictures, and learn that one does not exist. */
  giveReadingPictures(to: PortraitFunction): void {
    this.#let(to, { actions: ['s3:GetObject'], bucket: 'transient', keys: 'pictures/*' });
    this.#let(to, { actions: ['s3:ListBucket'], bucket: 'transient' }); // as below
  }

  /** Lets a function read temporary pictures, and delete them with their renditions. */
  giveMovingPictures(to: PortraitFunction): void {
    this.giveReadingPictures(to);
    this.#let(to, { actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], bucket: 'transient', keys: 'pictures/*' });
    this.#let(to, { actions: ['s3:ListBucketVersions'], bucket: 'transient' });
    this.#let(to, { actions: ['s3:DeleteObject'], bucket: 'transient', keys: 'renditions/*' });
  }

  /** Lets a function put photos. */
  giveWritingPhotos(to: PortraitFunction): void {
    this.#let(to, { actions: ['s3:PutObject'], bucket: 'userAssets', keys: photos });
  }

  /** Lets a function put attachments, and delete the objects of replaced ones, every version of them. */
  giveReplacingAttachments(to: PortraitFunction): void {
    const actions = ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'];
    this.#let(to, { actions, bucket: 'userAssets', keys: attachments });
    this.#let(to, { actions: ['s3:ListBucketVersions'], bucket: 'userAssets' });
  }

  /** Lets a function read photos, and learn that one does not exist. */
  giveReadingPhotos(to: PortraitFunction): void {
    this.#giveReading(to, photos);
  }

  /** Lets a function read attachments, and learn that one does not exist. */
  giveReadingAttachments(to: PortraitFunction): void {
    this.#giveReading(to, attachments);
  }

  #giveReading(to: PortraitFunction, keys: string): void {
    this.#let(to, { actions: ['s3:GetObject'], bucket: 'userAssets', keys });
    // Without it S3 answers 403 for a key that does not exist.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    this.#let(to, { actions: ['s3:ListBucket'], bucket: 'userAssets' });
  }

  /** Lets a function read every object that a signed link can name. */
  giveReadingAll(to: PortraitFunction): void {
    for (const bucket of ['userAssets', 'appAssets'] as const) {
      this.#let(to, { actions: ['s3:GetObject'], bucket, keys: '*' });
      this.#let(to, { actions: ['s3:ListBucket'], bucket }); // as above
    }
  }

  /** Lets a function delete photos, every version of them. */
  giveDeletingPhotos(to: PortraitFunction): void {
    this.#let(to, { actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], bucket: 'userAssets', keys: photos });
    this.#let(to, { actions: ['s3:ListBucketVersions'], bucket: 'userAssets' });
  }

  /** Lets a function delete photos, every version of them, and their renditions. */
  giveDeleting(to: PortraitFunction): void {
    this.giveDeletingPhotos(to);
    this.#let(to, { actions: ['s3:DeleteObject'], bucket: 'transient', keys: 'renditions/*' });
    this.#let(to, { actions: ['s3:ListBucket'], bucket: 'transient' });
  }

  /** Lets a function read renditions, and learn that one does not exist. */
  giveReadingRenditions(to: PortraitFunction): void {
    this.#let(to, { actions: ['s3:GetObject'], bucket: 'transient', keys: 'renditions/*' });
    this.#let(to, { actions: ['s3:ListBucket'], bucket: 'transient' }); // as above
  }

  /** Lets a function make renditions of photos and pictures, and delete one whose photo was deleted. */
  giveRendering(to: PortraitFunction): void {
    this.giveReadingPhotos(to);
    this.giveReadingPictures(to);
    this.giveReadingRenditions(to);
    this.#let(to, {
      actions: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      bucket: 'transient',
      keys: 'renditions/*',
    });
    this.#let(to, { actions: ['s3:ListBucketVersions'], bucket: 'transient' });
  }

  /** Lets a function read bodies in the inbox, learn that one does not exist, and delete it. */
  giveSettlingInbox(to: PortraitFunction): void {
    const inbox = this.transient.arnForObjects('inbox/*');
    to.allow(['s3:GetObject', 's3:DeleteObject', 's3:DeleteObjectVersion'], [inbox]);
    to.allow(['s3:ListBucket', 's3:ListBucketVersions'], [this.transient.bucketArn]);
  }

  /** Lets the API's integration store bodies, only under the keys that it may write. */
  giveStoring(to: Role, { mayWrite }: StoreIntegration): void {
    to.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['s3:PutObject'],
        resources: [this.transient.arnForObjects(mayWrite)],
      }),
    );
  }

  /** The variables that name the buckets. */
  get variables(): Readonly<Record<string, string | undefined>> {
    // The settings name the buckets of R2, and the inbox is in S3.
    if (this.buckets === undefined) return this.#hasInbox ? { INBOX_BUCKET: this.transient.bucketName } : {};
    return {
      USER_ASSETS_BUCKET: this.buckets.userAssets.bucketName,
      APP_ASSETS_BUCKET: this.buckets.appAssets.bucketName,
      TRANSIENT_BUCKET: this.transient.bucketName,
    };
  }

  #let(to: PortraitFunction, { actions, bucket, keys }: Right): void {
    if (this.buckets === undefined) {
      to.allow(['secretsmanager:GetSecretValue'], [this.#r2AccessKey]); // R2 has one access key for all buckets
      return;
    }
    const granted = { ...this.buckets, transient: this.transient }[bucket];
    to.allow(actions, [keys === undefined ? granted.bucketArn : granted.arnForObjects(keys)]);
  }
}
