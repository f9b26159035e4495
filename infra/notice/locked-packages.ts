import { readFile } from 'node:fs/promises';

/** A package that the service runs with. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Its SPDX expression. */
  readonly licence: string;
  /** Where its source is kept. */
  readonly source: string;
}

interface LockEntry {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

interface OldLicence {
  readonly type: string;
}

interface Manifest {
  /** An expression; a few packages still have an older form, one or more objects. */
  readonly license?: string | OldLicence;
  readonly licenses?: readonly OldLicence[];
  readonly repository?: string | { readonly url: string };
  readonly homepage?: string;
}

/**
 * The packages of a lock file that are not for development only. Optional packages are installed on some platforms
 * only, so their licence is the lock file's and their source is one of `optionalSources`. The others must be installed
 * in `modules`, the folder that has `node_modules`.
 */
export async function lockedPackages(lockFile: URL, modules: URL): Promise<readonly LockedPackage[]> {
  const lock = await readJson<{ packages: Record<string, LockEntry> }>(lockFile);
  const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
  return Promise.all(
    shipped.map(async ([path, entry]) => {
      const { version, optional } = entry;
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      if (optional)
        return {
          name,
          version,
          licence: required(entry.license, { of: name, problem: noLicence }),
          source: optionalSource(name),
        };
      const manifest = await readJson<Manifest>(new URL(`${path}/package.json`, modules));
      return { name, version, licence: licenceOf(manifest, name), source: sourceOf(manifest, name) };
    }),
  );
}

/** Where the source of optional packages is kept, by the beginning of their names; the first match counts. */
const optionalSources: readonly (readonly [beginning: string, source: string])[] = [
  ['@img/sharp-libvips-', 'https://github.com/lovell/sharp-libvips'],
  ['@img/sharp-', 'https://github.com/lovell/sharp'],
  ['@emnapi/', 'https://github.com/toyobayashi/emnapi'],
  ['@xmldom/', 'https://github.com/xmldom/xmldom'],
  ['tslib', 'https://github.com/microsoft/tslib'],
  ['node-linux-', 'https://github.com/nodejs/node'],
];

function optionalSource(name: string): string {
  const found = optionalSources.find(([beginning]) => name.startsWith(beginning));
  return required(found?.[1], { of: name, problem: 'add the place of its source to optionalSources' });
}

function licenceOf({ license, licenses }: Manifest, name: string): string {
  if (typeof license === 'string') return license;
  const old = licenses ?? (license === undefined ? [] : [license]);
  return required(old.map(({ type }) => type).join(' OR '), { of: name, problem: noLicence });
}

/** The repository as a web address; the homepage if there is none. */
function sourceOf({ repository, homepage }: Manifest, name: string): string {
  const written = typeof repository === 'string' ? repository : repository?.url;
  const url = written
    ?.replace(/^git\+/, '')
    .replace(/^(?:git|ssh|http):\/\/(?:git@)?/, 'https://')
    .replace(/^(?:git@)?github(?:\.com)?:/, 'https://github.com/')
    .replace(/^(?=[\w-]+\/[\w.-]+$)/, 'https://github.com/')
    .replace(/\.git$/, '');
  return required(url ?? homepage, { of: name, problem: 'it has neither a repository nor a homepage' });
}

const noLicence = 'it has no licence';

function required(value: string | undefined, { of, problem }: { of: string; problem: string }): string {
  if (!value) throw new Error(`NOTICE cannot be made for ${of}: ${problem}`);
  return value;
}

async function readJson<T>(url: URL): Promise<T> {
  return JSON.parse(await readFile(url, 'utf8')) as T;
}
