import { open } from 'node:fs/promises';

interface NewFile {
  readonly content: string | Uint8Array;
  readonly mode?: number;
}

/** Writes a new file and waits until it lies on the disk. Its name lies there once its folder is synced. */
export async function writeSynced(path: string, { content, mode = 0o666 }: NewFile): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until a folder's names lie on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
