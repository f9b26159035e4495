import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Posted, startRuntimeApi } from './runtime-api.ts';

/** A function that runs in AWS's own runtime. */
export interface RunningFunction {
  invoke(event: object): Promise<Posted>;
  stop(): Promise<void>;
}

/** Starts AWS's runtime for Node.js, in a process of its own as on Lambda, with the bundle `{folder}/{name}.mjs`. */
export async function runFunction(
  name: string,
  { folder, environment }: { folder: string; environment: Readonly<Record<string, string>> },
): Promise<RunningFunction> {
  const api = await startRuntimeApi();
  const runtime = fileURLToPath(import.meta.resolve('aws-lambda-ric'));
  const withoutAddon = new URL('without-addon.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', withoutAddon, runtime], {
    env: {
      ...environment,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: `${name}.handler`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const said = text(child.stderr);
  ended.then(async () => api.giveUp(new Error(`The runtime of ${name} has exited: ${await said}`)));
  return {
    invoke: api.invoke,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await api.stop();
    },
  };
}
