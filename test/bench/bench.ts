import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { functionEnvironment } from '../support/aws-wire.ts';
import { bundleAll, functionNames } from '../support/bundles.ts';
import { countAwsCalls } from './aws-calls.ts';
import type { PackageUse } from './bundle-use.ts';
import { measureColdStarts } from './cold-start.ts';
import { median } from './median.ts';
import { printContest } from './print-contest.ts';
import { printTable } from './print-table.ts';
import type { UploadCpu } from './upload-cost.ts';

// `npm run bench`: measures what has a budget, and prints the ratios. It does not fail if a budget is exceeded.

const run = promisify(execFile);
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'portrait-bench-'));
const sink = spawn(process.execPath, [here('sink.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
const [port] = (await once(createInterface(sink.stdout), 'line')) as [string];
const environment = {
  ...functionEnvironment(),
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
  S3_ENDPOINT: `http://127.0.0.1:${port}`,
};

async function measure(...what: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--expose-gc', here('upload-cost.ts'), ...what], {
    env: environment,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

try {
  const { plain, phone } = JSON.parse(await measure('cpu')) as UploadCpu;
  const eventFile = join(folder, 'event.json');
  await writeFile(eventFile, await measure('event'));
  const memories: { idle: number; peak: number; photo: number }[] = [];
  for (let n = 0; n < 5; n++) memories.push(JSON.parse(await measure('memory', eventFile)));
  const raised = median(memories.map(({ idle, peak }) => peak - idle));
  const photo = memories[0]?.photo ?? 0;
  const calls = await countAwsCalls(100);

  printTable('Upload of a photo of 4.5 MB through the handler (medians)', [
    ['CPU of the handler, no metadata to remove', ...millisOf(plain.handler)],
    ['CPU of the floor', ...millisOf(plain.floor)],
    ['handler / floor', ratioOf(plain.handler, plain.floor), 'budget 1.3 ×'],
    ["CPU of the handler, a phone's photo", ...millisOf(phone.handler)],
    ['… of that to inspect and clean it', ...millisOf(phone.privacy)],
    ['CPU of the floor, two hashes', ...millisOf(phone.floor)],
    ['handler / floor', ratioOf(phone.handler, phone.floor), 'budget 1.5 ×'],
    ['peak memory over an idle handler', `${(raised / 1e6).toFixed(1)} MB`, ''],
    ['peak memory / photo', `${(raised / photo).toFixed(1)} ×`, 'budget 6 ×'],
  ]);
  printTable('AWS calls', [
    ['upload, private', ...counted(calls.privateUpload)],
    ['upload, public', ...counted(calls.publicUpload)],
    ['read by a signed link', ...counted(calls.signedRead)],
    ['read by a public id', ...counted(calls.publicRead)],
    ['current photo', ...counted(calls.currentPhoto)],
    ['current photo behind 100 archived', ...counted(calls.currentPhotoOfMany)],
    ['upload through the wide door, admitting', ...counted(calls.doorAdmission)],
    ['… judging', ...counted(calls.doorOutcome)],
    ['direct upload, the ticket', ...counted(calls.directTicket)],
    ['… judging', ...counted(calls.directArrival)],
    ['attachment, upload', ...counted(calls.attachmentUpload)],
    ['attachment, read', ...counted(calls.attachmentRead)],
    ['Box upload', ...counted(calls.boxUpload)],
    ["Box's avatar, as it is", ...counted(calls.boxAvatar)],
    ['Akana upload', ...counted(calls.pictureUpload)],
    ["Akana's temporary picture, as it is", ...counted(calls.pictureRead)],
    ['rendition, the first time', ...counted(calls.firstRendition)],
    ['rendition, from then on', ...counted(calls.rendition)],
    ['retention, archiving one', ...counted(calls.settling)],
  ]);
  await printColdStarts();
  await printContest(folder);
} finally {
  sink.kill();
  await rm(folder, { recursive: true });
}

function millisOf(measured: readonly number[]): [string, string] {
  return [`${median(measured).toFixed(1)} ms`, spread(measured)];
}

function ratioOf(measured: readonly number[], floor: readonly number[]): string {
  return `${(median(measured) / median(floor)).toFixed(2)} ×`;
}

async function printColdStarts(): Promise<void> {
  const bundles = await bundleAll(folder, { minify: true });
  const starts = measureColdStarts(bundles, environment);
  const coldMillisOf = (wanted: string) => median(starts.find(({ name }) => name === wanted)?.millis ?? []);
  const floorMillis = coldMillisOf('floor');
  const size = (wanted: string) => bundles.find(({ name }) => name === wanted)?.bytes ?? 0;
  printTable(
    'Cold start: process, import, first answer (medians); budget 1.5 × the floor, Node with both empty clients',
    [
      ['Node alone', `${coldMillisOf('bare').toFixed(1)} ms`, ''],
      ['floor', `${floorMillis.toFixed(1)} ms`, kilobytes(size('floor'))],
      ...functionNames.map((name): [string, string, string] => {
        const ratio = (coldMillisOf(name) / floorMillis).toFixed(2);
        return [name, `${coldMillisOf(name).toFixed(1)} ms`, `${ratio} ×   ${kilobytes(size(name))}`];
      }),
    ],
  );

  const { stdout } = await run(process.execPath, ['--no-warnings', here('measure-use.ts')]);
  const uses = JSON.parse(stdout) as [string, PackageUse[]][];
  printTable(
    'Bytes of each bundle that no usual request uses (before minifying)',
    uses.map(([name, packages]) => {
      const idle = packages.filter(({ isUsed, bytes }) => !isUsed && bytes > 2000).sort((a, b) => b.bytes - a.bytes);
      const bytes = idle.reduce((sum, each) => sum + each.bytes, 0);
      return [name, kilobytes(bytes), idle.map((each) => `${each.name} ${Math.round(each.bytes / 1000)}`).join(', ')];
    }),
  );
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
}

function counted(calls: readonly string[]): [string, string] {
  return [String(calls.length), calls.join(', ')];
}
