/**
 * Runs at the edge before the cache: of an Accept header it leaves which of the formats that renditions are made in the viewer
 * names, so that the cache has three copies at most and not one a browser. Written in what runs there.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
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
