/**
 * The CloudFront function for viewer requests, which runs before the cache. The deployment prepends the constant
 * `uploads`. It uses only syntax that the runtime supports.
 *
 * It reduces the Accept header of requests for signed links to one of three values, so that the cache has three copies
 * of a rendition and not one per browser. It sends an upload that is too large for a function to the wide door. It
 * refuses an upload that is too large for the wide door, or whose length is unknown, in the words of its API.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  if (/^\/api\/storage\/signed\//.test(request.uri)) return withShortAccept(request);
  const api = uploads.apis.find((each) =>
    each.uploads.some((upload) => upload[0] === request.method && new RegExp(upload[1]).test(request.uri)),
  );
  return api ? toDoor(event, api) : request;
}

function toDoor(event, api) {
  const request = event.request;
  const length = request.headers['content-length'];
  // HTTP/2 needs no length, and CloudFront does not document that the function always sees one, so only chunked uploads
  // are refused.
  if (!length)
    return api.needsLength && request.headers['transfer-encoding'] ? refuse(event, api, 'noLength') : request;
  const bytes = Number(length.value);
  if (bytes > uploads.maxBytes) return refuse(event, api, 'tooLarge');
  if (bytes > uploads.maxFunctionBytes) request.uri = request.uri.replace(/^\/*/, '/inbox/');
  return request;
}

function refuse(event, api, why) {
  const query = event.request.querystring;
  const fits = (each) =>
    Object.keys(each.query).every(
      (name) => query[name] && each.query[name].indexOf(query[name].value.toLowerCase()) >= 0,
    );
  const refusal = api.refusals.find(fits);
  const headers = {};
  Object.keys(refusal.headers).forEach((name) => {
    headers[name] = { value: refusal.headers[name] };
  });
  return {
    statusCode: refusal[why].status,
    headers: headers,
    body: { encoding: 'text', data: withFacts(refusal[why].body, refusal.path, event) },
  };
}

/**
 * A refusal's body with the request's id, time and path. Characters of the path that end a string or begin a tag are
 * encoded.
 */
function withFacts(body, path, event) {
  const now = new Date();
  const uri = event.request.uri.replace(/[^\w!$()*+,;=:@%/.~-]/g, encodeURIComponent);
  return (path ? body.split(path).join(uri) : body)
    .split(uploads.requestId)
    .join(event.context.requestId)
    .split(uploads.time)
    .join(now.toISOString())
    .split(uploads.millis)
    .join(String(now.getTime()));
}

function withShortAccept(request) {
  const accept = acceptOf(request.headers);
  const format = ['image/avif', 'image/webp'].find((type) => names(accept, type));
  request.headers.accept = { value: format || '*/*' };
  return request;
}

function acceptOf(headers) {
  if (!headers.accept) return '';
  const values = headers.accept.multiValue || [headers.accept];
  return values.map((each) => each.value).join(',');
}

/** Whether an Accept header names a type with a weight above zero. */
function names(accept, type) {
  return accept.split(',').some((element) => {
    const parts = element.split(';').map((part) => part.trim().toLowerCase());
    const weight = parts.slice(1).find((parameter) => /^q\s*=/.test(parameter)) || 'q=1';
    return parts[0] === type && Number(weight.replace(/^q\s*=\s*/, '')) > 0;
  });
}
