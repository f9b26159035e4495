import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { transientDays } from '../../shared/storage/lifetimes.ts';
import { openLocalFolder } from '../../shared/storage/local-folder.ts';

const dayMillis = 24 * 3_600_000;

/** S3's lifecycle rules on one machine: removes the transient objects in a local folder that have had their days by that time. */
export async function expireObjects(basePath: string, now: Date): Promise<void> {
  const storage = openLocalFolder(basePath);
  const bucket = 'transient';
  for (const [prefix, days] of Object.entries(transientDays)) {
    for await (const key of keysUnder(join(basePath, bucket), prefix)) {
      const { modifiedAt } = (await storage.head({ bucket, key })) ?? {};
      if (modifiedAt !== undefined && now.getTime() - modifiedAt.getTime() > days * dayMillis) {
        await storage.remove({ bucket, key });
      }
    }
  }
}

/** The keys of all objects below a folder: an object is a link, and what it leads to is hidden. */
async function* keysUnder(bucketPath: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(join(bucketPath, prefix), { withFileTypes: true, recursive: true }).catch(none);
  for (const entry of entries) {
    if (entry.isSymbolicLink()) yield relative(bucketPath, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
  }
}

/** The folder does not exist: nothing has been stored under this prefix. */
function none(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
