import type { AssetTable, TableUse } from './asset-table.ts';
import type { EventQueue } from './event-queue.ts';
import type { DeployedFunctionName } from './function-sizes.ts';
import type { LinkKeys, Trust } from './identity.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';
import type { Renderer } from './renderer.ts';
import type { Settings } from './settings.ts';

/** The resources that functions can have rights to. */
export interface Resources {
  readonly storage: PhotoStorage;
  readonly table: AssetTable;
  readonly retention: EventQueue;
  readonly trust: Trust;
  readonly linkKeys: LinkKeys;
  readonly renderer: Renderer;
  readonly settings: Pick<Settings, 'storesInR2' | 'wideDoor'>;
}

type Grant = (to: PortraitFunction, resources: Resources) => void;

const verifyCallers: Grant = (to, { trust }) => trust.give(to);
const useMasterSecret: Grant = (to, { linkKeys }) => linkKeys.give(to);
const renderRenditions: Grant = (to, { storage }) => storage.giveRendering(to);
const renderPhotos: Grant = (to, { renderer }) => renderer.give(to);
const sendToRetention: Grant = (to, { retention }) => retention.giveSending(to);
/** R2 sends no events, so that uploads announce their photos themselves. */
const announcePhotos: Grant = (to, { retention, settings }) => settings.storesInR2 && retention.giveSending(to);
const readPhotos: Grant = (to, { storage }) => storage.giveReadingPhotos(to);
const writePhotos: Grant = (to, { storage }) => storage.giveWritingPhotos(to);
const deletePhotos: Grant = (to, { storage }) => storage.giveDeletingPhotos(to);
const deletePhotosAndRenditions: Grant = (to, { storage }) => storage.giveDeleting(to);
const readLinkedObjects: Grant = (to, { storage }) => storage.giveReadingAll(to);
const readAttachments: Grant = (to, { storage }) => storage.giveReadingAttachments(to);
const replaceAttachments: Grant = (to, { storage }) => storage.giveReplacingAttachments(to);
const writePictures: Grant = (to, { storage }) => storage.giveWritingPictures(to);
const readPictures: Grant = (to, { storage }) => storage.giveReadingPictures(to);
const movePictures: Grant = (to, { storage }) => storage.giveMovingPictures(to);
const presignTickets: Grant = (to, { storage }) => storage.giveTickets(to);
const settleTickets: Grant = (to, { storage }) => storage.giveSettlingTickets(to);
const settleInbox: Grant = (to, { storage, settings }) => settings.wideDoor && storage.giveSettlingInbox(to);
const useTable =
  (...uses: readonly TableUse[]): Grant =>
  (to, { table }) =>
    table.give(to, uses);

/** The rights of each function, besides writing its log. */
export const grants: Readonly<Record<DeployedFunctionName, readonly Grant[]>> = {
  upload: [
    ...[verifyCallers, useMasterSecret, useTable('read', 'create', 'change'), announcePhotos],
    ...[writePhotos, replaceAttachments, writePictures, settleTickets, settleInbox],
  ],
  door: [verifyCallers, useMasterSecret, useTable('read')],
  account: [verifyCallers, useTable('read', 'change'), sendToRetention],
  admin: [verifyCallers, useTable('change', 'put', 'remove')],
  attachments: [useTable('read', 'list'), readAttachments],
  'avatar-read': [verifyCallers, useMasterSecret, useTable('read'), readPhotos, readPictures, renderPhotos],
  dropbox: [verifyCallers, useMasterSecret, useTable('read', 'change')],
  graphql: [verifyCallers, useMasterSecret, useTable('read')],
  'photo-state': [
    ...[verifyCallers, useMasterSecret, useTable('read', 'list', 'change')],
    ...[deletePhotosAndRenditions, sendToRetention],
  ],
  'public-read': [useTable('read'), readPhotos],
  session: [verifyCallers, useMasterSecret, useTable('read')],
  'signed-read': [useMasterSecret, readLinkedObjects, renderPhotos],
  'signed-url': [verifyCallers, useMasterSecret, useTable('read', 'list', 'create'), presignTickets],
  'user-avatar': [
    ...[verifyCallers, useMasterSecret, useTable('read', 'create', 'change'), announcePhotos],
    ...[movePictures, writePhotos, renderPhotos],
  ],
  users: [verifyCallers, useMasterSecret, useTable('read')],
  unrouted: [],
  render: [renderRenditions],
  retention: [useTable('read', 'create', 'change'), readPhotos, deletePhotos],
  arrivals: [useMasterSecret, useTable('read', 'create', 'change'), settleTickets, writePhotos],
  'link-keys': [(to, { linkKeys }) => linkKeys.rotateBy(to)],
};
