import { createHash } from 'node:crypto';
import { type HttpResponse, queryValue, type RequestHead } from '../../http/message.ts';

/** An answer of the dropbox, as text or as a page. */
export interface TextAnswer {
  readonly status: number;
  /** The `statusText` that the script of an embedding page reads. */
  readonly statusText: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The request that is answered, and the host of the public URL; absent if the function does not read it. */
interface Asker {
  readonly request: RequestHead;
  readonly publicHost?: string | undefined;
}

/**
 * The answer as text or, with `?wrapInHTML=true`, as a page for a form that was sent from an iframe. The embedding page
 * cannot read status line and headers, so `<html>` and `<body>` have status and status text as attributes, which
 * jquery-form reads.
 * @see https://help.akana.com/content/current/cm/api/aaref/Ref_FileUploadWithAjax.htm
 */
export function answerText({ request, publicHost }: Asker, answer: TextAnswer): HttpResponse {
  const { status, text, headers } = answer;
  if (!wantsPage(request)) {
    return {
      status,
      headers: { ...uncached, ...frames(), 'Content-Type': 'text/plain; charset=utf-8', ...headers },
      body: text,
    };
  }
  const domain = documentDomain(request, publicHost);
  const script = domain === undefined ? '' : `document.domain=${JSON.stringify(domain)}`;
  return {
    status,
    headers: {
      ...uncached,
      ...frames(domain, script),
      'Content-Type': 'text/html; charset=utf-8',
      // Browsers obey document.domain only in pages without an origin-keyed agent cluster.
      // https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Origin-Agent-Cluster
      ...(domain === undefined ? {} : { 'Origin-Agent-Cluster': '?0' }),
      ...headers,
    },
    body: page(answer, script),
  };
}

/** The answer is not cacheable. Akana's own answers have an Expires of the past. */
const uncached = {
  'Cache-Control': 'no-store',
  Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * A policy by which the page may only set its domain, and may be framed only by pages of its own origin and of that
 * domain. Browsers then ignore X-Frame-Options, with which a CDN forbids all frames.
 * @see https://www.w3.org/TR/CSP3/#frame-ancestors-and-frame-options
 */
function frames(domain?: string, script = '') {
  const scripts = script === '' ? '' : ` script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`;
  const embedders = domain === undefined ? '' : ` ${domain}:* *.${domain}:*`;
  return { 'Content-Security-Policy': `default-src 'none';${scripts} frame-ancestors 'self'${embedders}` };
}

/** The page of the documented sample. The description pads it: some browsers replace short error pages by their own. */
function page({ status, statusText, text }: TextAnswer, script: string): string {
  const attributes = `status="${status}" statusText="${escapeHtml(statusText)}"`;
  return [
    `<!DOCTYPE html><html lang="en" ${attributes}><head>`,
    '<meta content="text/html; charset=UTF-8" http-equiv="Content-Type">',
    '<meta content="IE=edge" http-equiv="X-UA-Compatible">',
    `<meta name="description" content="${filling}">`,
    script === '' ? '' : `<script>${script}</script>`,
    `</head><body ${attributes}>${escapeHtml(text)}</body></html>`,
  ].join('');
}

const filling = Array(6)
  .fill(
    'This page carries an answer to the script that sent a form from an iframe, and is not meant to be read by people.',
  )
  .join(' ');

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function wantsPage(request: RequestHead): boolean {
  return /^(true|1)$/i.test(queryValue(request, 'wrapinhtml') ?? '');
}

/**
 * The domain that the page sets: the host of the request or of the public URL, or a parent domain of one. Undefined for
 * any other domain, whose pages could then read the answer.
 */
function documentDomain(request: RequestHead, publicHost: string | undefined): string | undefined {
  const asked = queryValue(request, 'document.domain')?.toLowerCase() ?? '';
  if (!/^[a-z0-9.-]+$/.test(asked)) return undefined;
  const hosts = [request.headers.host?.replace(/:\d*$/, ''), publicHost];
  return hosts.some((host) => host !== undefined && belongsTo(host.toLowerCase(), asked)) ? asked : undefined;
}

function belongsTo(host: string, domain: string): boolean {
  // A single label is a top-level domain, and an IP address has no parent domain.
  return host === domain || (domain.includes('.') && !/\.\d+$/.test(host) && host.endsWith(`.${domain}`));
}
