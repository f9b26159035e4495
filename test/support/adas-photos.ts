import assert from 'node:assert/strict';
import { readOwner } from '../../shared/assets/find-owner.ts';
import { recordPhoto } from '../../shared/assets/record-photo.ts';
import type { Table } from '../../shared/assets/table.ts';
import type { Asset } from '../../shared/core/asset.ts';
import { assetAt, minute } from './timeline.ts';

/** A clock that stands at a minute of the test's calendar. */
export const at = (n: number) => () => minute(n);
export const ownerId = 'ada';
export const by = 'ada';

/** Records a photo for each minute from one to another. */
export async function record(table: Table, from: number, to: number, changes: Partial<Asset> = {}): Promise<Asset[]> {
  const assets = Array.from({ length: to - from + 1 }, (_, n) => assetAt(minute(from + n), changes));
  for (const asset of assets) await recordPhoto({ table, clock: at(to) }, asset);
  return assets;
}

export function nth(assets: readonly Asset[], index: number): Asset {
  const asset = assets[index];
  assert.ok(asset);
  return asset;
}

export async function activeIds(table: Table): Promise<string[]> {
  return (await readOwner(table, ownerId)).photos.map(({ assetId }) => assetId).sort();
}

export function ids(assets: readonly Asset[]): string[] {
  return assets.map(({ id }) => id).sort();
}
