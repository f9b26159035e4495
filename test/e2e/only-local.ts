/** Whether the service under test is on this machine: a deployed one has API Gateway, and mostly CloudFront, before it. */
export function isLocal(): boolean {
  const { PORTRAIT_URL: url } = process.env;
  return !url || ['localhost', '127.0.0.1'].includes(new URL(url).hostname);
}

/** For `skip`: why a deployed service cannot pass a test. On this machine every test counts. */
export function onlyLocal(reason: string): string | false {
  return isLocal() ? false : reason;
}

/** For `skip` of a test that sends a body of so many bytes. */
export function onlyLocalIfLarge(bytes: number): string | false {
  return (
    bytes > mostForLambda &&
    onlyLocal('Lambda takes events of 6 MB, and API Gateway answers 413 to what makes larger ones')
  );
}

/**
 * An event has at most 6,291,556 bytes, of which base64 makes 4 of each 3, and the headers stand in it twice.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const mostForLambda = 4_600_000;

/** Why only a local service states a length. */
export const lengthIsTheirs =
  'API Gateway and CloudFront state the length of a streamed answer, and of one to HEAD, or leave it away';
