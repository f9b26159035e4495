import { v7 } from 'uuid';
import { chooseAvatar, clearAvatar } from '../../shared/assets/choose-avatar.ts';
import { findOwner, readOwner } from '../../shared/assets/find-owner.ts';
import { toPhoto } from '../../shared/assets/photo-item.ts';
import { removeCurrentPhoto, removePhoto } from '../../shared/assets/remove-photo.ts';
import { restorePhoto } from '../../shared/assets/restore-photo.ts';
import type { Asset, Photo } from '../../shared/core/asset.ts';
import { comparePositions, type Owner } from '../../shared/core/owner.ts';
import { parsePhotoKey, photoKey } from '../../shared/core/photo-key.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { retain } from '../../shared/photos/retain.ts';
import { photosOf, type SettlingParts, settlePhoto, toStorageEvent } from '../../shared/photos/storage-event.ts';
import { type StoringParts, storePhoto } from '../../shared/photos/store-photo.ts';
import type { Queue, QueuePart } from '../../shared/storage/queue.ts';
import { openMemoryStorage } from '../support/memory-storage.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { Process } from './scheduler.ts';

/** The result of the checks, once everything has settled. */
export interface Verdict {
  /** The invariants that are broken; empty if all hold. */
  readonly problems: readonly string[];
  /** Photo records whose own mark lags behind the owner item. */
  readonly staleMarks: number;
}

const ownerId = 'owner';

/** The parts around one owner, in memory, and the real verbs as processes whose calls the schedule interleaves. */
export class World {
  readonly queue: string[] = [];
  readonly #delayed: { readonly message: string; readonly process: Process }[] = [];
  readonly #random: () => number;
  readonly #keep: number;
  readonly #table = openMemoryTable();
  readonly #acknowledged = new Set<string>();
  readonly #deleted = new Set<string>();
  /** Whether the store announces objects itself, or the upload does. */
  readonly #storageAnnounces: boolean;
  readonly #storage = openMemoryStorage((key) => {
    const photo = parsePhotoKey(key);
    if (this.#storageAnnounces && photo !== undefined) this.#send(toStorageEvent(photo, this.#now()));
  });
  #time = Date.parse('2026-01-01T00:00:00.000Z');

  constructor(random: () => number, keep: number) {
    this.#random = random;
    this.#keep = keep;
    this.#storageAnnounces = random() < 0.5;
  }

  newAsset(isPublic: boolean): Asset {
    const random = Uint8Array.from({ length: 16 }, () => Math.floor(this.#random() * 256));
    return {
      id: v7({ msecs: this.#now().getTime(), random, seq: 0 }),
      ownerId,
      uploadedBy: ownerId,
      api: isPublic ? 'account-avatar' : 'openlift',
      scope: isPublic ? 'public' : 'private',
      placed: !isPublic,
      fileName: 'photo.png',
      extension: 'png',
      size: 3,
      sha256: 'ab',
      ...{ door: 'function', found: [], removed: [] },
    };
  }

  upload(asset: Asset): Process {
    return new Process(`upload ${short(asset.id)}`, async (process) => {
      await storePhoto(this.#parts(process), { asset, bytes: new Uint8Array(3) });
      this.#acknowledged.add(asset.id);
    });
  }

  deliver(message: string): Process {
    return new Process(`event ${photosOf(message).map(({ id }) => short(id))}`, async (process) => {
      for (const photo of photosOf(message)) await settlePhoto(this.#parts(process), photo);
    });
  }

  choose({ id: assetId }: Asset): Process {
    return new Process(`choose ${short(assetId)}`, async (process) => {
      const { table, clock, queue } = this.#parts(process);
      const photo = await chooseAvatar(
        { table, clock },
        { ownerId, assetId, by: ownerId, scope: 'public', profile: {} },
      );
      await queue.send(toStorageEvent(photo, clock()));
    });
  }

  clear(_: Asset): Process {
    return new Process('clear', async (process) => {
      const { table, clock, queue } = this.#parts(process);
      const cleared = await clearAvatar(table, ownerId);
      if (cleared) await queue.send(toStorageEvent({ ownerId, id: cleared.assetId, extension: 'png' }, clock()));
    });
  }

  restore({ id: assetId }: Asset): Process {
    return new Process(`restore ${short(assetId)}`, async (process) => {
      const { table, clock, queue } = this.#parts(process);
      const photo = await restorePhoto({ table, clock }, { ownerId, assetId, by: ownerId });
      await queue.send(toStorageEvent(photo, clock()));
    });
  }

  remove({ id: assetId }: Asset): Process {
    return new Process(`remove ${short(assetId)}`, async (process) => {
      await retain({ table: this.#parts(process).table, clock: () => this.#now() }, { ownerId, keep: this.#keep });
      await removePhoto(this.#parts(process), { ownerId, assetId, by: ownerId });
      this.#deleted.add(assetId);
    });
  }

  removeCurrent(_: Asset): Process {
    return new Process('remove current', async (process) => {
      const parts = this.#parts(process);
      await retain({ table: parts.table, clock: () => this.#now() }, { ownerId, keep: this.#keep });
      const owner = await readOwner(parts.table, ownerId);
      // A retry may find another current photo, while this one has been deleted already.
      this.#deleted.add(currentPhoto(owner, this.#keep)?.assetId ?? '');
      await removeCurrentPhoto(parts, { owner, keep: this.#keep, by: ownerId });
    });
  }

  /** Both invariants, and what follows from them, once everything has settled. */
  async judge(): Promise<Verdict> {
    const problems: string[] = [];
    const owner = await findOwner(this.#table, ownerId);
    const photos = this.#table
      .items()
      .filter(({ sk }) => sk.startsWith('PHOTO#'))
      .map(toPhoto);
    const byId = new Map(photos.map((photo) => [photo.id, photo]));
    const stored = new Set(this.#storage.keys());
    const active = new Set(owner?.photos.map(({ assetId }) => assetId));

    if (active.size > this.#keep) problems.push(`${active.size} are active`);
    for (const id of this.#acknowledged) {
      const photo = byId.get(id);
      if (this.#deleted.has(id)) continue;
      if (photo === undefined || photo.deletedAt !== undefined) problems.push(`${short(id)} is not recorded`);
      else if (!stored.has(photoKey(photo))) problems.push(`${short(id)} is not stored`);
    }
    for (const key of stored) {
      const photo = byId.get(parsePhotoKey(key)?.id ?? '');
      if (photo === undefined) problems.push(`${key} has no record`);
      else if (photo.deletedAt !== undefined) problems.push(`${key} was deleted and is stored`);
    }
    for (const photo of photos) {
      if (photo.deletedAt === undefined && !stored.has(photoKey(photo)))
        problems.push(`${short(photo.id)} has no object`);
      if (photo.deletedAt !== undefined && active.has(photo.id))
        problems.push(`${short(photo.id)} was deleted and is active`);
      if (photo.history.filter(({ change }) => change === 'uploaded').length !== 1) problems.push('uploaded twice');
    }
    if (owner !== undefined) problems.push(...orderProblems(owner, photos));
    if (owner !== undefined && owner.unmarked.length > 0) problems.push('marks are left to be made');
    const stale = photos.filter(
      (photo) => !photo.deletedAt && active.has(photo.id) === (photo.archivedAt !== undefined),
    );
    return { problems, staleMarks: stale.length };
  }

  #parts(process: Process): StoringParts & SettlingParts & QueuePart {
    const queue: Queue = {
      send: async (message, { delaySeconds = 0 } = {}) => {
        const delayed = { message, process };
        if (delaySeconds > 0) this.#delayed.push(delayed);
        else this.#send(message);
        const hasten = async () => {
          const at = this.#delayed.indexOf(delayed);
          if (at >= 0) this.#delayed.splice(at, 1);
          if (at >= 0) this.#send(message);
        };
        return process.gate({ hasten });
      },
    };
    const gated = process.gate(queue);
    return {
      table: process.gate(this.#table),
      storage: process.gate(this.#storage),
      queue: gated,
      announcements: this.#storageAnnounces ? undefined : gated,
      clock: () => this.#now(),
      photosKeptActive: this.#keep,
    };
  }

  /** A delayed message is delivered once its sender has ended: the delay is longer than a function can run. */
  releaseDelayed(): void {
    for (const delayed of this.#delayed.splice(0)) {
      if (delayed.process.ended) this.#send(delayed.message);
      else this.#delayed.push(delayed);
    }
  }

  /** Delivery is at least once: some messages are delivered twice. */
  #send(message: string): void {
    this.queue.push(message);
    if (this.#random() < 0.3) this.queue.push(message);
  }

  /** Machines' clocks differ by some milliseconds, and times may be equal. */
  #now(): Date {
    this.#time += Math.floor(this.#random() * 3);
    return new Date(this.#time + Math.floor(this.#random() * 8));
  }
}

/** No archived photo is newer than an active one, except for the chosen avatar, which is active. */
function orderProblems(owner: Owner, photos: readonly Photo[]): string[] {
  const problems: string[] = [];
  const active = new Set(owner.photos.map(({ assetId }) => assetId));
  const [oldest] = owner.photos.filter(({ assetId }) => assetId !== owner.avatar).sort(comparePositions);
  for (const { id, activeAt, deletedAt } of photos) {
    const position = { assetId: id, activeAt };
    if (deletedAt !== undefined || active.has(id)) continue;
    if (oldest && comparePositions(position, oldest) > 0)
      problems.push(`${short(id)} is archived though newer than ${short(oldest.assetId)}`);
    if (owner.floor === undefined || comparePositions(position, owner.floor) > 0)
      problems.push(`${short(id)} is archived above the floor`);
  }
  if (owner.avatar !== undefined && !active.has(owner.avatar)) problems.push('the chosen avatar is not active');
  return problems;
}

function short(assetId: string): string {
  return assetId.slice(9, 18);
}
