import { deepEqual, ok } from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { build } from 'esbuild';
import { type DeployedFunctionName, type FunctionSize, functionSizes } from '../../../infra/aws/function-sizes.ts';

/** Tests of every function's bundle; `folderOf` returns its folder. */
export function bundleContract(folderOf: (name: DeployedFunctionName) => string): void {
  const codeOf = (name: DeployedFunctionName) => readFile(join(folderOf(name), 'index.mjs'), 'utf8');
  const wordsIn = async (name: DeployedFunctionName, words: readonly string[]) => {
    const code = await codeOf(name);
    return words.filter((word) => code.includes(word));
  };

  for (const name of Object.keys(functionSizes) as DeployedFunctionName[]) {
    const { imaging = false }: FunctionSize = functionSizes[name];

    describe(`The bundle of ${name}`, () => {
      test(`is one file${imaging ? ' beside the packages for images' : ''}, without a source map`, async () => {
        const beside = imaging ? ['heif-worker.mjs', 'node_modules'] : [];
        deepEqual((await readdir(folderOf(name))).sort(), ['index.mjs', ...beside].sort());
        deepEqual(await wordsIn(name, ['sourceMappingURL']), []);
      });

      test(`imports only modules of Node.js${imaging ? ', and sharp' : ''}`, async () => {
        const names = await importsOf(await codeOf(name));
        ok(names.length > 0);
        deepEqual(
          names.filter((each) => !isBuiltin(each)),
          imaging ? ['sharp'] : [],
        );
      });

      test(`contains no code of tests${imaging ? ' or tools' : ', tools or image rendering'}`, async () => {
        const tools = ['aws-cdk', 'cdk-nag', 'biome', 'esbuild', 'classic-level', 'dynalite'];
        const renders = imaging ? [] : ['sharp', 'heif-worker', '.wasm'];
        deepEqual(await wordsIn(name, [...tools, 's3rver', 'fast-check', 'playwright', ...renders]), []);
      });

      test('reads credentials from the environment only', async () => {
        const elsewhere = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
        deepEqual(await wordsIn(name, [...elsewhere, 'credential_process', 'sso_session']), []);
        const own = 'The environment has no AWS credentials';
        deepEqual(await wordsIn(name, [own]), name === 'unrouted' ? [] : [own]);
      });

      test(`contains ${name === 'graphql' ? 'GraphQL' : 'no GraphQL'}`, async () => {
        deepEqual(await wordsIn(name, ['GraphQLObjectType']), name === 'graphql' ? ['GraphQLObjectType'] : []);
      });
    });
  }
}

/** The imports of a module, and the `require` calls of its CommonJS modules, in which `require` has a minified name. */
async function importsOf(code: string): Promise<readonly string[]> {
  const { metafile } = await build({
    stdin: { contents: code },
    ...{ bundle: true, external: ['*'], platform: 'node', format: 'esm' },
    ...{ write: false, metafile: true, logLevel: 'silent' },
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const [, require] = /\bvar ([\w$]+)=\(\w+=>typeof require<"u"\?require:/.exec(code) ?? [];
  if (require === undefined) return imported;
  const requiring = new RegExp(`(?<![\\w$.])${require.replaceAll('$', '\\$')}\\("([^"]+)"\\)`, 'g');
  return [...imported, ...[...code.matchAll(requiring)].map(([, name = '']) => name)];
}
