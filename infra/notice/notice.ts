import { type BundledLibrary, insideLibheif, insideLibvips } from './copyleft.ts';
import { type LockedPackage, lockedPackages } from './locked-packages.ts';

const projectRoot = new URL('../../', import.meta.url);

/** The file NOTICE: the packages that Portrait runs with, and where the source of those under copyleft is kept. */
export const noticeFile = new URL('NOTICE', projectRoot);

/** The text of NOTICE. It is the same on every machine on which `npm ci` has run. */
export async function makeNotice(): Promise<string> {
  const [own, imaging] = await Promise.all(
    ['package-lock.json', 'infra/aws/imaging/package-lock.json'].map((lockFile) =>
      lockedPackages(new URL(lockFile, projectRoot), projectRoot),
    ),
  );
  const byVersion = new Map([...(imaging ?? []), ...(own ?? [])].map((each) => [`${each.name} ${each.version}`, each]));
  const packages = [...byVersion.values()];
  return `${[introduction, ...packages.map(line).sort(), '', ...copyleft(packages)].join('\n')}\n`;
}

const introduction = `Portrait uses the packages below, unmodified. The text of each licence is in the package or beside its source. This file
is generated from the lock files: npm run notice.

Packages, with version, licence and place of the source; those that begin with @img/sharp-, @emnapi/ or node- are
installed on some platforms only:
`;

function line({ name, version, licence, source }: LockedPackage | BundledLibrary): string {
  return `- ${name} ${version}, ${licence}: ${source}`;
}

function copyleft(packages: readonly LockedPackage[]): readonly string[] {
  const versionOf = (name: string) => packages.find((each) => each.name === name)?.version;
  return [
    'Parts under copyleft licences, and the place of their source:',
    '',
    `exifreader ${versionOf('exifreader')}, MPL-2.0, minified with the functions that receive photos:`,
    `https://github.com/mattiasw/ExifReader at the tag ${versionOf('exifreader')}.`,
    '',
    `libheif-js ${versionOf('libheif-js')}, LGPL-3.0, as WebAssembly beside the function that renders; a changed build takes its place if`,
    'the file in node_modules/libheif-js is replaced. It is made from:',
    ...insideLibheif.map(line),
    '',
    `@img/sharp-libvips-* ${versionOf('@img/sharp-libvips-linux-arm64')}, LGPL-3.0-or-later, as a shared library beside the function that renders; a changed build`,
    'takes its place if the library in node_modules/@img is replaced. https://github.com/lovell/sharp-libvips builds it from:',
    ...insideLibvips.map(line),
  ];
}
