import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { bundleContract } from './bundle-contract.ts';
import { copyProject, projectFolder, readOutput, type Synth, synthByCli, temporaryFolder } from './cli-synth.ts';
import { deploymentContract } from './deployment-contract.ts';
import { synthesize } from './template.ts';

type Template = { Resources: Record<string, { Type: string; Properties: { Code?: { S3Key: string } } }> };

describe('cdk synth, without an AWS account, a network or a home', () => {
  let temporary: { path: string; remove(): Promise<void> };
  let copies: readonly { readonly output: string; readonly synth: Synth }[];
  let refused: Synth;
  let template: Template;

  before(async () => {
    temporary = await temporaryFolder();
    const { path } = temporary;
    const folders = [projectFolder, await copyProject(path, 'another folder/further down')];
    copies = await Promise.all(
      folders.map(async (folder, index) => {
        const output = join(path, `output-${index}`, 'cdk.out');
        return { output, synth: await synthByCli(folder, output) };
      }),
    );
    refused = await synthByCli(projectFolder, join(path, 'refused', 'cdk.out'), { PHOTOS_KEPT_ACTIVE: 'x' });
    template = await readOutput(copies[0]?.output ?? '', 'Portrait.template.json');
  });
  after(() => temporary?.remove());

  test('succeeds', () => {
    for (const { synth } of copies) equal(synth.code, 0, synth.stderr);
  });

  test('makes the same template and the same assets of two copies of the project', async () => {
    const [first, second] = await Promise.all(copies.map(({ output }) => contents(output)));
    ok(first !== undefined && second !== undefined);
    ok([...first.keys()].filter((file) => /^asset\..*\/index\.mjs$/.test(file)).length >= 10);
    deepEqual([...second.keys()], [...first.keys()]);
    const different = [...first].flatMap(([file, content]) => (second.get(file) === content ? [] : [file]));
    deepEqual(different, []);
  });

  test('reports no violation of a rule', async () => {
    for (const { output } of copies) {
      const { pluginReports } = await readOutput<{ pluginReports: unknown[] }>(output, 'validation-report.json');
      deepEqual(pluginReports, []);
    }
  });

  test('sends AWS no usage data', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    equal(types.includes('AWS::CDK::Metadata'), false);
  });

  test('needs neither an account nor a region', async () => {
    type Manifest = { artifacts: Record<string, { type: string; environment?: string }>; missing?: unknown };
    const { artifacts, missing } = await readOutput<Manifest>(copies[0]?.output ?? '', 'manifest.json');
    const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
    deepEqual(
      stacks.map(({ environment }) => environment),
      ['aws://unknown-account/unknown-region'],
    );
    equal(missing, undefined);
  });

  test('ends in one line that names the variable if a value is not valid', () => {
    equal(refused.code, 1);
    equal(refused.stdout, '');
    const [line, ofTheCli, ...others] = refused.stderr.trimEnd().split('\n');
    equal(line, 'The stack cannot be synthesized: PHOTOS_KEPT_ACTIVE must be an integer from 1 to 9999999999');
    match(ofTheCli ?? '', /^node infra\/aws\/app\.ts: Subprocess exited with error 1$/);
    deepEqual(others, []);
  });

  bundleContract(folderOf);
  deploymentContract(folderOf);

  /** Where the code of a function lies. */
  function folderOf(name: DeployedFunctionName): string {
    const { S3Key = '' } = template.Resources[synthesize().functions.get(name)?.id ?? '']?.Properties.Code ?? {};
    return join(copies[0]?.output ?? '', `asset.${S3Key.replace(/\.zip$/, '')}`);
  }
});

/** Every file of a synth's output by its path, without those that contain times or positions in the code. */
async function contents(output: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const files = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const lasting = files.filter((file) => !/\/(?:performance-counters|Portrait\.metadata)\.json$/.test(file)).sort();
  return new Map(
    await Promise.all(
      lasting.map(async (file) => [file.slice(output.length + 1), await readFile(file, 'latin1')] as const),
    ),
  );
}
