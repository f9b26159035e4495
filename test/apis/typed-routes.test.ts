import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/local-service.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/** A file with one mistake a line, marked by the word that its error must contain; the lines without a mark must compile. */
const mistakes = `
import { anyUpload } from '${root}shared/uploads/receive-upload.ts';
import { boxUpload } from '${root}shared/apis/box/upload.ts';
import { dispatch } from '${root}shared/apis/dispatch.ts';
import { httpFunction } from '${root}shared/apis/http-function.ts';
import { deployed } from '${root}shared/service/deployed.ts';
import { parts } from '${root}functions/dropbox.ts';
import { cropTemporaryPicture as crop } from '${root}shared/apis/akana/crop-picture.ts';
import type { AnyUploadKey } from '${root}shared/apis/routes.ts';
import type { boxRoutes } from '${root}shared/apis/box/routes.ts';
import type { Route, RouteSummaries } from '${root}shared/http/route.ts';

export const right = httpFunction(deployed(parts), dispatch('dropbox', { 'PUT /api/dropbox/pictures/{pictureId}': crop }));
export const missing = httpFunction(deployed(parts), dispatch('dropbox', {})); // {pictureId}
export const misspelt = httpFunction(deployed(parts), dispatch('dropbox', { 'PUT /api/dropbox/pictures/{picture}': crop })); // {picture}
export const foreign = httpFunction(deployed(parts), dispatch('dropbox', { 'PUT /api/dropbox/pictures/{pictureId}': crop, 'POST /api/login': crop })); // /api/login
export const noUpload = { 'POST /upload': anyUpload(boxUpload) } satisfies Partial<Record<AnyUploadKey, unknown>>;
export const wrongUpload = { 'POST /uploads': anyUpload(boxUpload) } satisfies Partial<Record<AnyUploadKey, unknown>>; // /uploads
export const noFunction = [{ method: 'GET', path: '/x', function: 'uploads' }] as const satisfies readonly Route[]; // uploads
export const noSummary: RouteSummaries<typeof boxRoutes> = {}; // missing the following properties
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let errors: readonly string[];

before(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder.path, 'mistakes.ts'), mistakes);
  const compilerOptions = { typeRoots: [`${root}node_modules/@types`], noUnusedLocals: false };
  const project = { extends: `${root}tsconfig.json`, compilerOptions, include: ['mistakes.ts'] };
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(project));
  const { stdout } = await promisify(execFile)(process.execPath, [
    compiler,
    '-p',
    folder.path,
    '--pretty',
    'false',
  ]).catch((failed: { stdout: string }) => failed);
  errors = stdout.split(/\n(?=\S)/);
});
after(() => rm(folder.path, { recursive: true, force: true }));

for (const [index, line] of mistakes.split('\n').entries()) {
  const [, name, mark] = /^export const (\w+).*?(?:\/\/ (.*))?$/.exec(line) ?? [];
  if (name === undefined) continue;
  it(`the compiler ${mark === undefined ? 'accepts' : 'reports'} the handlers and routes of \`${name}\``, () => {
    const reported = errors.filter((error) => error.includes(`mistakes.ts(${index + 1},`)).join('\n');
    if (mark === undefined) assert.equal(reported, '');
    else assert.ok(reported.includes(mark), reported || errors.join('\n'));
  });
}
