import { Readable } from 'node:stream';
import type { AkanaSessionsPart } from '../../shared/apis/akana/session.ts';
import type { PictureLifePart } from '../../shared/apis/akana/settings.ts';
import type { CrafterPolicyPart, TenantPart } from '../../shared/apis/crafter/settings.ts';
import type { OpenliftPolicyPart } from '../../shared/apis/openlift/settings.ts';
import type { Item, Key, Table, TablePart } from '../../shared/assets/table.ts';
import type { Caller } from '../../shared/core/caller.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { ActiveLimitPart } from '../../shared/core/retention.ts';
import type { AssetIdPart, ClockPart } from '../../shared/core/time.ts';
import type { Environment } from '../../shared/core/variables.ts';
import type { OriginsPart } from '../../shared/http/cross-origin.ts';
import type { PublicBaseUrlPart, PublicHostPart } from '../../shared/http/public-address.ts';
import type { CallersPart } from '../../shared/identity/jwt.ts';
import { openKeyRing } from '../../shared/identity/key-ring.ts';
import type { LinkTokensPart } from '../../shared/identity/link-token.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import type { LinksPart } from '../../shared/photos/links.ts';
import { openLinks } from '../../shared/photos/links.ts';
import type { PrivacyPart } from '../../shared/photos/prepare-photo.ts';
import type { ScanPart } from '../../shared/photos/scan.ts';
import { type Scan, scanNothing } from '../../shared/photos/scan.ts';
import { renderStored } from '../../shared/renditions/render-stored.ts';
import type { RendererPart } from '../../shared/renditions/renderer.ts';
import { toRendition } from '../../shared/renditions/renderer.ts';
import type { DirectPutsPart } from '../../shared/storage/direct-puts.ts';
import { directPutPurpose, openLocalDirectPuts } from '../../shared/storage/local-direct-puts.ts';
import type { AnnouncementsPart, Queue, QueuePart } from '../../shared/storage/queue.ts';
import type { NewObject, ObjectRef, Storage, StoragePart, StoredObject } from '../../shared/storage/storage.ts';
import type { InboxPart } from '../../shared/uploads/inbox.ts';
import type { PassesPart } from '../../shared/uploads/pass.ts';
import { openPasses, passPurpose } from '../../shared/uploads/pass.ts';
import { akanaSessionsOf } from './akana-sessions-of.ts';
import { linkTokensOf } from './link-tokens-of.ts';
import { openMemoryTable } from './memory-table.ts';
import { openedPart } from './opened-part.ts';
import { readConfig } from './read-config.ts';
import { assetIdAt, now } from './sample-asset.ts';

export const linkSecret = 'a link secret of more than 32 characters';

export const sampleEnvironment: Environment = {
  OBJECT_STORAGE_PROVIDER: 'LOCAL',
  PUBLIC_BASE_URL: 'https://api.openlift.app',
  LOCAL_STORAGE_SECRET: linkSecret,
  AUTH_JWT_SECRET: 'a token secret of more than 32 characters',
  ASSET_TABLE: 'assets',
  RETENTION_QUEUE_URL: 'https://sqs.example/queue',
  RENDER_FUNCTION: 'render',
};

export const sampleConfig = readConfig(sampleEnvironment);

/** A caller with that id. */
export function callerOf(ownerId: string, more: Partial<Caller> = {}): Caller {
  return { ownerId, accounts: [], scopes: new Set(), ...more };
}

/** A call to a port, such as `storage.put`, `table.create PHOTO#…`, `queue.send`. */
export type Call = string;

/** The parts of every function but the rotation's. */
type FakeParts = OriginsPart &
  PublicHostPart &
  PublicBaseUrlPart &
  ClockPart &
  AssetIdPart &
  ActiveLimitPart &
  CallersPart &
  LinkTokensPart &
  TablePart &
  StoragePart &
  DirectPutsPart &
  QueuePart &
  AnnouncementsPart &
  RendererPart &
  PrivacyPart &
  ScanPart &
  LinksPart &
  InboxPart &
  PassesPart &
  OpenliftPolicyPart &
  CrafterPolicyPart &
  TenantPart &
  AkanaSessionsPart &
  PictureLifePart;

/** A service whose ports are in memory, with their calls and contents. */
export interface FakeService {
  readonly service: FakeParts;
  /** Every call to storage, table and queue, in order. */
  readonly calls: Call[];
  readonly objects: Map<string, NewObject>;
  readonly items: () => readonly Item[];
  readonly messages: { readonly message: string; readonly delaySeconds: number }[];
}

export interface FakeSettings {
  /** The callers, by their Authorization header. */
  readonly callers?: Readonly<Record<string, Caller>>;
  readonly storageAnnounces?: boolean;
  /** Runs before and after each call takes effect; `number` counts calls from 1. Throws to make a call fail. */
  readonly interrupt?: (call: Call, when: 'before' | 'after', number: number) => void;
  readonly clock?: () => Date;
  readonly scan?: Scan;
}

/** A service in memory, with a fixed clock and numbered ids. */
export function fakeService({
  callers = {},
  storageAnnounces = false,
  interrupt = () => {},
  clock = () => now,
  scan = scanNothing,
}: FakeSettings = {}): FakeService {
  const calls: Call[] = [];
  const objects = new Map<string, NewObject>();
  const memory = openMemoryTable();
  const messages: { message: string; delaySeconds: number }[] = [];

  async function call<T>(name: Call, work: () => T | Promise<T>): Promise<T> {
    const number = calls.push(name);
    interrupt(name, 'before', number);
    const done = await work();
    interrupt(name, 'after', number);
    return done;
  }

  const storage: Storage = {
    put: (object) => call('storage.put', () => void objects.set(objectName(object), object)),
    create: (object) =>
      call('storage.create', () => {
        const name = objectName(object);
        return objects.has(name) ? false : Boolean(objects.set(name, object));
      }),
    head: (ref) => call('storage.head', () => stored(objects.get(objectName(ref)))),
    open: (ref) =>
      call('storage.open', () => {
        const object = objects.get(objectName(ref));
        return object && { ...stored(object), body: Readable.from([object.bytes]) };
      }),
    openPart: (ref, range) =>
      call('storage.openPart', () => {
        const object = objects.get(objectName(ref));
        return object && openedPart({ ...stored(object), body: Readable.from([]) }, object.bytes, range);
      }),
    remove: (ref) => call('storage.remove', () => void objects.delete(objectName(ref))),
    removeUnder: (bucket, prefix) =>
      call('storage.removeUnder', () => {
        for (const name of objects.keys()) if (name.startsWith(`${bucket}/${prefix}`)) objects.delete(name);
      }),
  };
  const table: Table = {
    get: (key) => call(`table.get ${itemName(key)}`, () => memory.get(key)),
    create: (item) => call(`table.create ${itemName(item)}`, () => memory.create(item)),
    update: (key, update) => call(`table.update ${itemName(key)}`, () => memory.update(key, update)),
    updateAndGet: (key, update) => call(`table.updateAndGet ${itemName(key)}`, () => memory.updateAndGet(key, update)),
    put: (item) => call(`table.put ${itemName(item)}`, () => memory.put(item)),
    remove: (key) => call(`table.remove ${itemName(key)}`, () => memory.remove(key)),
    newest: (pk, range) => call(`table.newest ${pk}`, () => memory.newest(pk, range)),
  };
  const queue: Queue = {
    async send(message, { delaySeconds = 0 } = {}) {
      await call('queue.send', () => void messages.push({ message, delaySeconds }));
      return { hasten: () => call('queue.hasten', () => void messages.push({ message, delaySeconds: 0 })) };
    },
  };
  const keysFor = (purpose: string) => openKeyRing(fixedSecret(linkSecret), { purpose, clock });
  const linkTokens = linkTokensOf(linkSecret, clock);
  let lastId = 0;
  const service: FakeParts = {
    allowedOrigins: sampleConfig.allowedOrigins,
    openliftPolicy: sampleConfig.openliftPolicy,
    crafterPolicy: sampleConfig.crafterPolicy,
    keepMetadata: sampleConfig.keepMetadata,
    defaultTenant: sampleConfig.defaultTenant,
    photosKeptActive: sampleConfig.photosKeptActive,
    akanaSessions: akanaSessionsOf(linkSecret, sampleConfig.akana, clock),
    temporaryPictureSeconds: sampleConfig.temporaryPictureSeconds,
    publicHost: 'api.openlift.app',
    publicBaseUrl: 'https://api.openlift.app',
    directPuts: openLocalDirectPuts(keysFor(directPutPurpose), { publicBaseUrl: 'https://api.openlift.app', clock }),
    clock,
    newAssetId: (at) => assetIdAt(at, ++lastId),
    scan,
    storage,
    inbox: storage,
    table,
    queue,
    announcements: storageAnnounces ? undefined : queue,
    async verifyCaller(authorization = '') {
      const caller = callers[authorization];
      if (caller === undefined) throw new PhotoFailure('unauthenticated', { reason: 'Missing or malformed token' });
      return caller;
    },
    renderer: {
      async render(source, rendering) {
        const order = { source, rendering };
        return toRendition(order, await renderStored({ storage }, order));
      },
    },
    linkTokens,
    passes: openPasses(keysFor(passPurpose), clock),
    links: openLinks(linkTokens, { ...sampleConfig.links, clock }),
  };
  return { service, calls, objects, items: memory.items, messages };
}

const objectName = ({ bucket, key }: ObjectRef) => `${bucket}/${key}`;
const itemName = ({ pk, sk }: Key) => `${pk} ${sk}`;

function stored(object: NewObject): StoredObject;
function stored(object: NewObject | undefined): StoredObject | undefined;
function stored(object: NewObject | undefined): StoredObject | undefined {
  if (object === undefined) return undefined;
  const { bytes, contentType, metadata } = object;
  return { size: bytes.length, contentType, etag: '"etag"', modifiedAt: now, metadata };
}
