import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ActivePhoto, Owner, Position } from '../../shared/core/owner.ts';
import { comparePositions } from '../../shared/core/owner.ts';
import { chooseActive, currentPhoto, nextArchiving } from '../../shared/core/retention.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

function photoAt(minute: number, number = 0, placedMinute?: number): ActivePhoto {
  const activeAt = new Date(now.getTime() + minute * 60_000);
  return {
    assetId: assetIdAt(activeAt, number),
    activeAt,
    ...(placedMinute === undefined ? {} : { placedAt: new Date(now.getTime() + placedMinute * 60_000) }),
    extension: 'jpg',
    size: 1,
    scope: 'public',
  };
}

function ownerOf(photos: readonly ActivePhoto[], more: { avatar?: string; floor?: Position } = {}): Owner {
  return { ownerId: 'alice', status: 'active', profile: {}, unmarked: [], photos, tombstones: [], ...more };
}

const ids = (photos: readonly Position[]) => photos.map(({ assetId }) => assetId);

/** An owner with photos of few different times, optionally an avatar (possibly deleted) and a floor. */
const owners = fc
  .record({
    times: fc.array(fc.nat({ max: 12 }), { maxLength: 100, size: 'max' }),
    avatar: fc.option(fc.nat(), { nil: undefined }),
    avatarGone: fc.nat({ max: 9 }).map((number) => number === 0),
    floor: fc.option(fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 100 })), { nil: undefined }),
    shuffle: fc.func(fc.integer()),
  })
  .map(({ times, avatar, avatarGone, floor, shuffle }) => {
    const inOrder = times.map((minute, number) => photoAt(minute, number));
    const photos = inOrder
      .map((photo) => ({ photo, key: shuffle(photo.assetId) }))
      .sort((a, b) => a.key - b.key)
      .map(({ photo }) => photo);
    const chosen = avatar === undefined ? undefined : photos[avatar % photos.length]?.assetId;
    return ownerOf(avatarGone ? photos.filter(({ assetId }) => assetId !== chosen) : photos, {
      ...(chosen === undefined ? {} : { avatar: chosen }),
      ...(floor === undefined ? {} : { floor: photoAt(...floor) }),
    });
  });
const keeps = fc.integer({ min: 1, max: 7 });

const sortsBehind = (a: Position, b: Position) =>
  `${a.activeAt.toISOString()} ${a.assetId}` > `${b.activeAt.toISOString()} ${b.assetId}`;

/** A second definition of active: a photo stays if fewer newer photos than there are vacancies may stay. */
function modelOfActive({ photos, avatar, floor }: Owner, keep: number): Set<string> {
  const rivals = photos.filter((photo) => photo.assetId !== avatar && (!floor || sortsBehind(photo, floor)));
  const vacancies = photos.length > 0 && photos.some(({ assetId }) => assetId === avatar) ? keep - 1 : keep;
  const stays = (photo: Position) =>
    photo.assetId === avatar ||
    (rivals.some(({ assetId }) => assetId === photo.assetId) &&
      rivals.filter((rival) => sortsBehind(rival, photo)).length < vacancies);
  return new Set(ids(photos.filter(stays)));
}

describe('retention', () => {
  it('keeps the five newest photos active, the newest first', () => {
    const photos = [3, 1, 6, 2, 5, 4].map((minute) => photoAt(minute));
    const { active, surplus } = chooseActive(ownerOf(photos), 5);
    assert.deepEqual(ids(active), ids([6, 5, 4, 3, 2].map((minute) => photoAt(minute))));
    assert.deepEqual(ids(surplus), ids([photoAt(1)]));
  });

  it('counts the chosen avatar as one of the five', () => {
    const photos = [1, 2, 3, 4, 5, 6].map((minute) => photoAt(minute));
    const { active } = chooseActive(ownerOf(photos, { avatar: photoAt(1).assetId }), 5);
    assert.deepEqual(ids(active), ids([6, 5, 4, 3, 1].map((minute) => photoAt(minute))));
  });

  it('orders photos of the same time by their id', () => {
    const photos = [photoAt(0, 1), photoAt(0, 3), photoAt(0, 2)];
    assert.deepEqual(ids(chooseActive(ownerOf(photos), 2).active), ids([photoAt(0, 3), photoAt(0, 2)]));
  });

  it('keeps no photo active at or below the floor, except the chosen avatar', () => {
    const photos = [1, 2, 3, 4].map((minute) => photoAt(minute));
    const owner = ownerOf(photos, { avatar: photoAt(1).assetId, floor: photoAt(3) });
    assert.deepEqual(ids(chooseActive(owner, 5).active), ids([photoAt(4), photoAt(1)]));
  });

  it('chooses as the model does, and lists every photo exactly once', () => {
    fc.assert(
      fc.property(owners, keeps, (owner, keep) => {
        const { active, surplus } = chooseActive(owner, keep);
        assert.deepEqual(new Set(ids(active)), modelOfActive(owner, keep));
        assert.deepEqual(ids([...active, ...surplus]).sort(), ids(owner.photos).sort());
        assert.ok(
          active.every((photo, index) => index === 0 || comparePositions(active[index - 1] ?? photo, photo) > 0),
        );
        assert.ok(
          surplus.every((photo, index) => index === 0 || comparePositions(surplus[index - 1] ?? photo, photo) < 0),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its invariants for any owner', () => {
    fc.assert(
      fc.property(owners, keeps, (owner, keep) => {
        const { active, surplus } = chooseActive(owner, keep);
        const others = active.filter(({ assetId }) => assetId !== owner.avatar);
        assert.ok(active.length <= keep);
        assert.ok(
          surplus.every(({ assetId }) => assetId !== owner.avatar),
          'the avatar is never archived',
        );
        assert.ok(
          surplus.every((old) => others.every((photo) => sortsBehind(photo, old))),
          'no archived photo is newer than an active one',
        );
        assert.ok(others.every((photo) => owner.floor === undefined || sortsBehind(photo, owner.floor)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('archiving', () => {
  it('archives nothing if there is no surplus', () => {
    assert.equal(nextArchiving(ownerOf([1, 2, 3, 4, 5].map((minute) => photoAt(minute))), 5), undefined);
  });

  it('archives the oldest and raises the floor to the newest of them', () => {
    const next = nextArchiving(ownerOf([1, 2, 3, 4, 5, 6, 7].map((minute) => photoAt(minute))), 5);
    assert.deepEqual(ids(next?.oldest ?? []), ids([photoAt(1), photoAt(2)]));
    assert.equal(next?.floor.assetId, photoAt(2).assetId);
  });

  it('does not lower a floor that is already higher', () => {
    const photos = [1, 5].map((minute) => photoAt(minute));
    assert.equal(nextArchiving(ownerOf(photos, { floor: photoAt(4) }), 5)?.floor.assetId, photoAt(4).assetId);
  });

  it('repeated until there is no surplus, archives the oldest first and leaves the chosen photos active', () => {
    fc.assert(
      fc.property(owners, keeps, (owner, keep) => {
        const { active, surplus } = chooseActive(owner, keep);
        const archived: Position[] = [];
        let left = owner;
        for (let next = nextArchiving(left, keep); next !== undefined; next = nextArchiving(left, keep)) {
          const { oldest, floor } = next;
          assert.ok(oldest.length > 0, 'every round archives something');
          assert.ok(left.floor === undefined || !sortsBehind(left.floor, floor), 'the floor never falls');
          assert.ok(
            oldest.every((position) => !sortsBehind(position, floor)),
            'what is archived is not above the floor',
          );
          const gone = new Set(ids(oldest));
          left = { ...left, floor, photos: left.photos.filter(({ assetId }) => !gone.has(assetId)) };
          archived.push(...oldest);
        }
        assert.deepEqual(ids(archived), ids(surplus));
        assert.deepEqual(ids(left.photos).sort(), ids(active).sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe("an owner's current photo", () => {
  it('is the one that was last put in place, not the newest', () => {
    const photos = [photoAt(1, 0, 9), photoAt(2, 0, 2), photoAt(3)];
    assert.equal(currentPhoto(ownerOf(photos), 5)?.assetId, photoAt(1).assetId);
  });

  it('is undefined if no photo was ever put in place', () => {
    assert.equal(currentPhoto(ownerOf([photoAt(1)]), 5), undefined);
    assert.equal(currentPhoto(ownerOf([]), 5), undefined);
  });

  it('is never a photo that is about to be archived', () => {
    const photos = [photoAt(1, 0, 9), photoAt(2, 0, 2), photoAt(3, 0, 3)];
    assert.equal(currentPhoto(ownerOf(photos), 2)?.assetId, photoAt(3).assetId);
  });

  it('is the newer of two that were put in place at the same time', () => {
    const photos = [photoAt(1, 1, 5), photoAt(1, 2, 5)];
    assert.equal(currentPhoto(ownerOf(photos), 5)?.assetId, photoAt(1, 2).assetId);
  });
});
