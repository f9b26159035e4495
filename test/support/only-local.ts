/** Whether the service under test is on this machine: a deployed one has API Gateway, and mostly CloudFront, before it. */
export function isLocal(): boolean {
  const { PORTRAIT_URL: url } = process.env;
  return !url || ['localhost', '127.0.0.1'].includes(new URL(url).hostname);
}

/** For `skip`: why a deployed service cannot pass a test. On this machine every test counts. */
export function onlyLocal(reason: string): string | false {
  return isLocal() ? false : reason;
}

/** Why only a local service states a length. */
export const lengthIsTheirs =
  'API Gateway and CloudFront state the length of a streamed answer, and of one to HEAD, or leave it away';
