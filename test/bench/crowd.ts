import { Agent } from 'node:http';

/** The number of concurrent clients. */
export const clients = 8;

/** Has the clients do `pieces` of work in all, each over one keep-alive connection; returns the seconds. */
export async function secondsOf(
  pieces: number,
  work: (agent: Agent, piece: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const start = performance.now();
  const all = Array.from({ length: clients }, () =>
    alone(async (agent) => {
      while (next < pieces) await work(agent, next++);
    }),
  );
  await Promise.all(all);
  return (performance.now() - start) / 1000;
}

/** One client's work, over one keep-alive connection. */
export async function alone<Result>(work: (agent: Agent) => Promise<Result>): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    return await work(agent);
  } finally {
    agent.destroy();
  }
}
