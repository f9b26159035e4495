import { isAssetId } from './asset.ts';

/** The name of a stored file in the account API. */
export interface StorageName {
  readonly assetId: string;
  /** If given, it must equal the extension of the file. */
  readonly extension?: string;
}

/** Parses `{uuid}` or `{uuid}.{ext}`, in upper or lower case; undefined for other texts. */
export function parseStorageName(text: string): StorageName | undefined {
  const [, assetId = '', extension] = /^([^.]*)(?:\.(.*))?$/.exec(text.toLowerCase()) ?? [];
  if (!isAssetId(assetId)) return undefined;
  return extension === undefined ? { assetId } : { assetId, extension };
}

/** Whether a name fits a file with this extension: it has the same one, or none. */
export function namesExtension({ extension }: StorageName, actual: string): boolean {
  return extension === undefined || extension === actual;
}
