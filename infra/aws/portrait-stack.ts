import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { routesUnder, withoutWideDoor } from '../../shared/apis/routes.ts';
import { acknowledge } from './acknowledgements.ts';
import { Api } from './api.ts';
import { AssetTable } from './asset-table.ts';
import { Cdn } from './cdn.ts';
import { EventQueue } from './event-queue.ts';
import { LinkKeys, Trust } from './identity.ts';
import { PhotoStorage } from './photo-storage.ts';
import { PortraitFunction } from './portrait-function.ts';
import { Renderer } from './renderer.ts';
import type { Settings } from './settings.ts';

/** The whole service on AWS: its parts, and which function is given what of them. */
export class PortraitStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: 'Portrait: profile photos behind published APIs' });

    const storage = new PhotoStorage(this, 'Storage', settings);
    const table = new AssetTable(this, 'Assets');
    const retention = new EventQueue(this, 'RetentionQueue', {
      worker: 'retention',
      alarm: 'Photos wait in vain to be adopted or archived',
    });
    const trust = new Trust(this, 'Trust', settings);
    const links = new LinkKeys(this, 'Links', settings);
    const renderer = new Renderer(new PortraitFunction(this, 'render'), storage);
    const api = new Api(this, 'Rest');
    const cdn = settings.cdn ? new Cdn(this, 'Cdn', { api, settings }) : undefined;
    const baseUrl = cdn?.baseUrl ?? api.baseUrl;

    const { ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE } = settings.variables;
    const { LOCAL_STORAGE_ALLOWED_EXTENSIONS, LOCAL_STORAGE_MAX_FILE_SIZE } = settings.variables;
    const { TEMPORARY_PICTURE_SECONDS, KEEP_METADATA, SCAN_URL } = settings.variables;
    const { CRAFTER_TENANT, CRAFTER_MIME_TYPES } = settings.variables;

    const upload = new PortraitFunction(this, 'upload');
    upload.set({ CRAFTER_TENANT, CRAFTER_MIME_TYPES });
    upload.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE, LOCAL_STORAGE_ALLOWED_EXTENSIONS, LOCAL_STORAGE_MAX_FILE_SIZE });
    upload.set({ TEMPORARY_PICTURE_SECONDS, KEEP_METADATA, SCAN_URL });
    trust.give(upload);
    storage.giveWriting(upload);
    storage.giveKeepingPictures(upload);
    storage.giveTakingTickets(upload);
    table.give(upload, 'read', 'create', 'change');
    links.giveSigning(upload, baseUrl);
    links.giveSessions(upload, baseUrl);
    if (settings.storesInR2) retention.giveSending(upload);

    const door = settings.wideDoor ? new PortraitFunction(this, 'door') : undefined;
    if (door !== undefined) {
      door.set({ PHOTOS_KEPT_ACTIVE, CRAFTER_TENANT, CRAFTER_MIME_TYPES });
      door.set({ LOCAL_STORAGE_ALLOWED_EXTENSIONS, LOCAL_STORAGE_MAX_FILE_SIZE });
      trust.give(door);
      table.give(door, 'read');
      links.giveSessions(door, baseUrl);
      storage.giveInbox(upload);
    }

    const publicRead = new PortraitFunction(this, 'public-read');
    publicRead.set({ ALLOWED_ORIGINS });
    table.give(publicRead, 'read');
    storage.giveReadingPhotos(publicRead);

    const signedRead = new PortraitFunction(this, 'signed-read');
    signedRead.set({ ALLOWED_ORIGINS });
    links.giveVerifying(signedRead);
    storage.giveReadingAll(signedRead);
    renderer.give(signedRead);

    const avatarRead = new PortraitFunction(this, 'avatar-read');
    avatarRead.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE });
    trust.give(avatarRead);
    table.give(avatarRead, 'read');
    links.giveSessions(avatarRead, baseUrl);
    storage.giveReadingPhotos(avatarRead);
    storage.giveReadingPictures(avatarRead);
    renderer.give(avatarRead);

    const users = new PortraitFunction(this, 'users');
    users.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE });
    trust.give(users);
    table.give(users, 'read');
    links.giveSigning(users, baseUrl);

    const signedUrl = new PortraitFunction(this, 'signed-url');
    signedUrl.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE });
    trust.give(signedUrl);
    signedUrl.set({ LOCAL_STORAGE_ALLOWED_EXTENSIONS, LOCAL_STORAGE_MAX_FILE_SIZE });
    table.give(signedUrl, 'read', 'list', 'create');
    storage.giveTickets(signedUrl);
    links.giveSigning(signedUrl, baseUrl);

    const photoState = new PortraitFunction(this, 'photo-state');
    photoState.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE });
    trust.give(photoState);
    table.give(photoState, 'read', 'list', 'change');
    storage.giveDeleting(photoState);
    links.giveSigning(photoState, baseUrl);
    retention.giveSending(photoState);

    const account = new PortraitFunction(this, 'account');
    account.set({ ALLOWED_ORIGINS });
    trust.give(account);
    table.give(account, 'read', 'change');
    retention.giveSending(account);

    const graphql = new PortraitFunction(this, 'graphql');
    graphql.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE });
    trust.give(graphql);
    table.give(graphql, 'read');
    links.giveSigning(graphql, baseUrl);

    const session = new PortraitFunction(this, 'session');
    session.set({ ALLOWED_ORIGINS });
    trust.give(session);
    links.giveSessions(session, baseUrl);

    const dropbox = new PortraitFunction(this, 'dropbox');
    dropbox.set({ ALLOWED_ORIGINS });
    trust.give(dropbox);
    links.giveSessions(dropbox, baseUrl);
    table.give(dropbox, 'read', 'change');

    const userAvatar = new PortraitFunction(this, 'user-avatar');
    userAvatar.set({ ALLOWED_ORIGINS, PHOTOS_KEPT_ACTIVE });
    trust.give(userAvatar);
    links.giveSessions(userAvatar, baseUrl);
    storage.giveMovingPictures(userAvatar);
    storage.giveWritingPhotos(userAvatar);
    renderer.give(userAvatar);
    table.give(userAvatar, 'read', 'create', 'change');
    if (settings.storesInR2) retention.giveSending(userAvatar);
    const attachments = new PortraitFunction(this, 'attachments');
    attachments.set({ ALLOWED_ORIGINS, CRAFTER_TENANT });
    table.give(attachments, 'read', 'list');
    storage.giveReadingAttachments(attachments);

    const admin = new PortraitFunction(this, 'admin');
    admin.set({ ALLOWED_ORIGINS });
    trust.give(admin);
    table.give(admin, 'change', 'put', 'remove');

    const unrouted = new PortraitFunction(this, 'unrouted');
    unrouted.set({ ALLOWED_ORIGINS });

    const settle = new PortraitFunction(this, 'retention');
    settle.set({ PHOTOS_KEPT_ACTIVE });
    table.give(settle, 'read', 'create', 'change');
    storage.giveReadingPhotos(settle);
    storage.giveDeletingPhotos(settle);
    if (!settings.storesInR2) storage.announcePhotosTo(retention.queue.queueArn, retention.takeFromBuckets());
    retention.deliverTo(settle);

    // R2 announces nothing: there a client that asks for the outcome has it judged.
    const arriving = settings.storesInR2 ? undefined : this.#addArrivals(storage);
    if (arriving !== undefined) {
      const { arrivals } = arriving;
      arrivals.set({ LOCAL_STORAGE_ALLOWED_EXTENSIONS, LOCAL_STORAGE_MAX_FILE_SIZE, CRAFTER_MIME_TYPES });
      arrivals.set({ KEEP_METADATA, SCAN_URL });
      table.give(arrivals, 'read', 'create', 'change');
      storage.giveTakingTickets(arrivals);
      storage.giveWritingPhotos(arrivals);
      links.giveSigning(arrivals, baseUrl);
    }

    const linkKeys = new PortraitFunction(this, 'link-keys');
    links.rotateBy(linkKeys);

    const functions = {
      upload,
      ...(door === undefined ? {} : { door }),
      account,
      graphql,
      session,
      dropbox,
      admin,
      attachments,
      unrouted,
      'public-read': publicRead,
      'signed-read': signedRead,
      'signed-url': signedUrl,
      'photo-state': photoState,
      'avatar-read': avatarRead,
      'user-avatar': userAvatar,
      users,
    };
    const routes = routesUnder(settings.crafterPathPrefix);
    api.serve(door === undefined ? withoutWideDoor(routes) : routes, functions, storage);
    acknowledge(this, { api, storage, settings });
    if (cdn !== undefined) {
      storage.takeDeliveredLogs();
      cdn.logTo(storage.logs, settings.stackName);
    }

    const { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = settings.variables;
    const outputs = {
      BaseUrl: baseUrl,
      ApiUrl: api.baseUrl,
      CdnTarget: cdn?.target,
      AssetTable: table.table.tableName,
      UserAssetsBucket: storage.buckets?.userAssets.bucketName,
      AppAssetsBucket: storage.buckets?.appAssets.bucketName,
      TransientBucket: storage.transient.bucketName,
      LogsBucket: storage.logs.bucketName,
      RetentionDeadLetters: retention.deadLetters.queueUrl,
      ArrivalsDeadLetters: arriving?.queue.deadLetters.queueUrl,
      JwtSecretArn: trust.secretArn,
      JwksUrl: AUTH_JWKS_URL,
      TokenIssuer: AUTH_ISSUER,
      TokenAudience: AUTH_AUDIENCE,
    };
    for (const [name, value] of Object.entries(outputs)) if (value !== undefined) new CfnOutput(this, name, { value });
  }

  /** What judges photos that clients put into the store by themselves. */
  #addArrivals(storage: PhotoStorage): { readonly arrivals: PortraitFunction; readonly queue: EventQueue } {
    const queue = new EventQueue(this, 'ArrivalsQueue', {
      worker: 'arrivals',
      alarm: 'Photos that were uploaded directly wait in vain to be judged',
    });
    const arrivals = new PortraitFunction(this, 'arrivals');
    storage.announceTicketsTo(queue.queue.queueArn, queue.takeFromBuckets());
    queue.deliverTo(arrivals);
    return { arrivals, queue };
  }
}
