import { isAssetId } from './asset.ts';

/** What the account API calls a stored file by. */
export interface StorageName {
  readonly assetId: string;
  /** Where it is given it must be the file's own. */
  readonly extension?: string;
}

/** `{uuid}` or `{uuid}.{ext}`, in any case; undefined for everything else. */
export function parseStorageName(text: string): StorageName | undefined {
  const [, assetId = '', extension] = /^([^.]*)(?:\.(.*))?$/.exec(text.toLowerCase()) ?? [];
  if (!isAssetId(assetId)) return undefined;
  return extension === undefined ? { assetId } : { assetId, extension };
}

/** Whether a name is that of a file with this extension. */
export function namesExtension({ extension }: StorageName, actual: string): boolean {
  return extension === undefined || extension === actual;
}
