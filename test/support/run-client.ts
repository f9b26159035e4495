import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** For `skip`: why a client is not tested; printed as a warning too. */
export function missing(command: string, ...versionArguments: readonly string[]): string | false {
  if (spawnSync(command, versionArguments, { stdio: 'ignore' }).status === 0) return false;
  const reason = `There is no ${command} on this machine`;
  console.warn(`NOT TESTED WITH ${command.toUpperCase()}. ${reason}`);
  return reason;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a client in a process of its own, without this process's settings such as proxies. */
export async function runClient(command: string, given: readonly string[]): Promise<Ran> {
  const { PATH, HOME, JAVA_HOME } = process.env;
  const env = { PATH, HOME, ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }) };
  const child = spawn(command, given, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
}
