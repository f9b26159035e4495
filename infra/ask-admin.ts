import { localToken } from './local/token.ts';
import { signToken } from './sign-token.ts';

/** One call of Portrait's own API for administrators. */
export interface AdminCall {
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
 * Calls a deployed stack, or where none is named the local service, as an administrator; answers the JSON that comes back, if
 * any. Refuses in one line that says what to do.
 */
export async function askAdmin({ method, path, body }: AdminCall, stack: string | undefined): Promise<unknown> {
  const { url, token } = await (stack === undefined ? localService() : deployedService(stack));
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, headers, ...sent }).catch((cause: unknown) => {
    throw new Error(`Nobody answers at ${url}: start the service (npm start), or say in PORTRAIT_URL where it is`, {
      cause,
    });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(explain(response.status, text, url));
  return text === '' ? undefined : JSON.parse(text);
}

async function localService(): Promise<Service> {
  const { PORTRAIT_URL, PORT, AUTH_JWKS_URL } = process.env;
  if (AUTH_JWKS_URL) {
    throw new Error(`The service trusts the keys behind ${AUTH_JWKS_URL}: ask the issuer who holds them to call it`);
  }
  const url = (PORTRAIT_URL || `http://localhost:${PORT || 3000}`).replace(/\/+$/, '');
  return { url, token: await localToken(claims) };
}

async function deployedService(stack: string): Promise<Service> {
  // Loaded here, because one machine alone needs no client of CloudFormation, nor has it where only dependencies are installed.
  const { readStack } = await import('./aws/stack-outputs.ts');
  const { apiUrl, tokenSigner } = await readStack(stack);
  if (apiUrl === undefined) throw new Error(`The stack ${stack} has no output ApiUrl: name one of Portrait's`);
  return { url: apiUrl, token: await signToken(claims, tokenSigner) };
}

function explain(status: number, text: string, url: string): string {
  const said = messageIn(text);
  if (status === 401) {
    return `${url} does not take this token (${said}): set PORTRAIT_DATA_DIR or AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE as its own are`;
  }
  return `${url} answered ${status}: ${said}`;
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return 'this is no answer of Portrait';
  }
}
