import { createHash } from 'node:crypto';
import { type HttpResponse, queryValue, type RequestHead } from '../../http/message.ts';

/** What the dropbox says, to a program or to a page. */
export interface Said {
  readonly status: number;
  /** What a page's script finds as `statusText`. */
  readonly statusText: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What is said as bare text or, with `?wrapInHTML=true`, as a page for a form that was sent from an iframe: whoever
 * embeds it sees neither status line nor headers, so that both stand on `<html>` and `<body>`, where jquery-form looks
 * for them.
 * @see https://help.akana.com/content/current/cm/api/aaref/Ref_FileUploadWithAjax.htm
 */
export function sayTo(request: RequestHead, said: Said, publicHost?: string): HttpResponse {
  const { status, text, headers } = said;
  if (!wantsPage(request)) {
    return {
      status,
      headers: { ...never, ...frames(), 'Content-Type': 'text/plain; charset=utf-8', ...headers },
      body: text,
    };
  }
  const domain = documentDomain(request, publicHost);
  const script = domain === undefined ? '' : `document.domain=${JSON.stringify(domain)}`;
  return {
    status,
    headers: {
      ...never,
      ...frames(domain, script),
      'Content-Type': 'text/html; charset=utf-8',
      // Browsers heed document.domain only in pages that were not promised an agent of their own.
      // https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Origin-Agent-Cluster
      ...(domain === undefined ? {} : { 'Origin-Agent-Cluster': '?0' }),
      ...headers,
    },
    body: page(said, script),
  };
}

/** Nothing of it may lie in a cache. Akana's own answers have an Expires of the past. */
const never = {
  'Cache-Control': 'no-store',
  Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * The page may do nothing but say its domain, and be framed by pages of its own origin and of that domain alone. Where
 * this stands, browsers pass X-Frame-Options over, with which a CDN forbids all frames.
 * @see https://www.w3.org/TR/CSP3/#frame-ancestors-and-frame-options
 */
function frames(domain?: string, script = '') {
  const scripts = script === '' ? '' : ` script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`;
  const embedders = domain === undefined ? '' : ` ${domain}:* *.${domain}:*`;
  return { 'Content-Security-Policy': `default-src 'none';${scripts} frame-ancestors 'self'${embedders}` };
}

/**
 * The sample's page. What it is described by is there for its length: some browsers show pages of their own in the place
 * of short ones.
 */
function page({ status, statusText, text }: Said, script: string): string {
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
 * The domain that the page is to take: the host that the client reached, or one that this is a part of; undefined for any
 * other, since a page of a foreign domain could read whatever it is told.
 */
function documentDomain(request: RequestHead, publicHost: string | undefined): string | undefined {
  const asked = queryValue(request, 'document.domain')?.toLowerCase() ?? '';
  if (!/^[a-z0-9.-]+$/.test(asked)) return undefined;
  const hosts = [request.headers.host?.replace(/:\d*$/, ''), publicHost];
  return hosts.some((host) => host !== undefined && belongsTo(host.toLowerCase(), asked)) ? asked : undefined;
}

function belongsTo(host: string, domain: string): boolean {
  // One label alone is a top-level domain, which is nobody's; and an address has no parts.
  return host === domain || (domain.includes('.') && !/\.\d+$/.test(host) && host.endsWith(`.${domain}`));
}
