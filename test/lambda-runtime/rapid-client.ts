// What stands in for the addon of AWS's runtime, which is curl in C++: the same three calls, over HTTP.

const invocations = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

let posted = Promise.resolve();

/** Waits for the next event. */
export async function next(): Promise<{ bodyJson: string; headers: Record<string, string> }> {
  await posted; // the addon's posts have arrived when they return
  const response = await fetch(`${invocations}/next`);
  return { bodyJson: await response.text(), headers: Object.fromEntries(response.headers) };
}

/** Posts a buffered function's answer. */
export function done(id: string, body: string): void {
  posted = post(`${id}/response`, body);
}

/** Posts that a buffered function failed. */
export function error(id: string, body: string): void {
  posted = post(`${id}/error`, body);
}

async function post(path: string, body: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${invocations}/${path}`, { method: 'POST', headers, body });
}
