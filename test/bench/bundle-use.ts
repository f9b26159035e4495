import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';
import { type Bundle, packageOf } from '../support/bundles.ts';

/** The bytes of a package in a function's bundle. */
export interface PackageUse {
  readonly name: string;
  readonly bytes: number;
  /** Whether any of its functions ran for a request; code that runs on import does not count. */
  readonly isUsed: boolean;
}

/**
 * The packages of each bundle that ran while `exercise` ran. The bundles must not be minified: esbuild then writes the
 * file name before each file.
 */
export async function packageUse(
  bundles: readonly Bundle[],
  { load, exercise }: { load: () => Promise<void>; exercise: () => Promise<void> },
): Promise<ReadonlyMap<string, readonly PackageUse[]>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await load();
  await session.post('Profiler.takePreciseCoverage'); // resets the counts
  await exercise();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();

  return new Map(
    bundles.map(({ name, file, inputs }) => {
      const script = result.find(({ url }) => url === pathToFileURL(file).href);
      const ran = (script?.functions ?? [])
        .filter(({ functionName }) => functionName !== '')
        .flatMap(({ ranges: [whole] }) => (whole && whole.count > 0 ? [whole.startOffset] : []));
      return [name, usesOf(readFileSync(file, 'utf8'), ran, inputs)];
    }),
  );
}

function usesOf(text: string, ran: readonly number[], inputs: Bundle['inputs']): readonly PackageUse[] {
  const places = [...text.matchAll(/^ *\/\/ (\S+\.(?:[cm]?js|ts|json))$/gm)]
    .filter(([, path = '']) => path in inputs)
    .map(({ index, 1: path = '' }) => ({ index, path }));
  const bytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    bytes.set(packageOf(path), (bytes.get(packageOf(path)) ?? 0) + bytesInOutput);
  }
  const used = new Set(ran.map((offset) => packageOf(places.findLast(({ index }) => index < offset)?.path ?? '')));
  return [...bytes].map(([name, size]) => ({ name, bytes: size, isUsed: used.has(name) }));
}
