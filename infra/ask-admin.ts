import { signToken } from './local/sign-token.ts';
import { localToken } from './local/token.ts';

/** One call of Portrait's admin API. */
interface AdminCall {
  readonly method: 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

interface Service {
  readonly url: string;
  readonly token: string;
}

const claims = { sub: 'administrator', scope: 'admin' };

/**
 * Calls a deployed stack, or the local service if `stack` is undefined, as an administrator. Returns the parsed JSON
 * response, or undefined for an empty one. Throws an error whose one-line message says what to do.
 */
export async function askAdmin({ method, path, body }: AdminCall, stack: string | undefined): Promise<unknown> {
  const { url, token } = await (stack === undefined ? localService() : deployedService(stack));
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, headers, ...sent }).catch((cause: unknown) => {
    throw new Error(`No service answers at ${url}: start it (npm start), or set PORTRAIT_URL`, { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(explain({ url, status: response.status, text }));
  return text === '' ? undefined : JSON.parse(text);
}

async function localService(): Promise<Service> {
  const { PORTRAIT_URL, PORT, AUTH_JWKS_URL } = process.env;
  if (AUTH_JWKS_URL) {
    throw new Error(
      `This service trusts the keys at ${AUTH_JWKS_URL}, so no token can be signed here: call /admin with a token of that issuer`,
    );
  }
  const url = (PORTRAIT_URL || `http://localhost:${PORT || 3000}`).replace(/\/+$/, '');
  return { url, token: await localToken(claims) };
}

async function deployedService(stack: string): Promise<Service> {
  // Imported on demand: the CloudFormation client is a development dependency, which the local service runs without.
  const { readStack } = await import('./aws/stack-outputs.ts');
  const { apiUrl, tokenSigner } = await readStack(stack);
  if (apiUrl === undefined)
    throw new Error(`The stack ${stack} has no output ApiUrl: give the name of a Portrait stack`);
  return { url: apiUrl, token: await signToken(claims, tokenSigner) };
}

interface ErrorResponse {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

function explain({ url, status, text }: ErrorResponse): string {
  const said = messageIn(text);
  if (status === 401) {
    return `${url} rejected the token (${said}): set PORTRAIT_DATA_DIR, or AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE, to the values of that service`;
  }
  return `${url} answered ${status}: ${said}`;
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return 'the response is not from Portrait';
  }
}
