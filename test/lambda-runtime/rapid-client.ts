// Replaces the native addon of AWS's runtime (curl in C++): the same three calls, over HTTP.

const invocations = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

let posted = Promise.resolve();

/** Waits for the next event. */
export async function next(): Promise<{ bodyJson: string; headers: Record<string, string> }> {
  await posted; // posts of the addon have arrived when they return
  const response = await fetch(`${invocations}/next`);
  return { bodyJson: await response.text(), headers: Object.fromEntries(response.headers) };
}

/** Posts the response of a buffered function. */
export function done(id: string, body: string): void {
  posted = post(`${id}/response`, body);
}

/** Posts the failure of a buffered function. */
export function error(id: string, body: string): void {
  posted = post(`${id}/error`, body);
}

async function post(path: string, body: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${invocations}/${path}`, { method: 'POST', headers, body });
}
