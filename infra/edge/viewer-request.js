/**
 * Runs at the edge before the cache, and knows of `uploads`, which its deployment puts before it. Written in what runs there.
 *
 * Of the Accept header of whoever asks for a photo by a link it leaves which of the formats that renditions are made in the viewer
 * names, so that the cache has three copies at most and not one a browser. An upload that is too large for a function it sends to
 * the wide door, and one that is too large for any door, or that withholds its length, it refuses in the words of its API.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  if (/^\/api\/storage\/signed\//.test(request.uri)) return withShortAccept(request);
  const api =
    request.method === 'POST' &&
    uploads.apis.find((each) => each.paths.some((path) => new RegExp(path).test(request.uri)));
  return api ? toDoor(event, api) : request;
}

function toDoor(event, api) {
  const request = event.request;
  const length = request.headers['content-length'];
  // HTTP/2 asks for no length, and nothing says that it always shows here: only who says to send one piece after another is refused.
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
    body: { encoding: 'text', data: refusal[why].body.replace(uploads.requestId, event.context.requestId) },
  };
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

/** Whether a viewer says of itself that it takes a type; weights of zero say that it does not. */
function names(accept, type) {
  return accept.split(',').some((element) => {
    const parts = element.split(';').map((part) => part.trim().toLowerCase());
    const weight = parts.slice(1).find((parameter) => /^q\s*=/.test(parameter)) || 'q=1';
    return parts[0] === type && Number(weight.replace(/^q\s*=\s*/, '')) > 0;
  });
}
