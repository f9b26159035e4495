/** Whether the service under test is local; a deployed one has API Gateway, and usually CloudFront, before it. */
export function isLocal(): boolean {
  const { PORTRAIT_URL: url } = process.env;
  return !url || ['localhost', '127.0.0.1'].includes(new URL(url).hostname);
}

/** For `skip`: the reason if the service under test is deployed; locally no test is skipped. */
export function onlyLocal(reason: string): string | false {
  return isLocal() ? false : reason;
}

/** Why only the local service is known to send a Content-Length. */
export const lengthIsTheirs =
  'API Gateway and CloudFront may omit the Content-Length of streamed responses and of HEAD';
