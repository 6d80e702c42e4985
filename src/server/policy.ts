import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { clientAddress, fail, type Deps } from './context.ts';
import { limiter } from './limit.ts';

/** Where browsers report what the policy stopped. */
export const REPORTS = '/policy-report';

/**
 * What a page may do: our own scripts, styles and addresses, nothing written into the page as text. Source: security.md «CSP».
 * WebAssembly is Argon2id; the names are Svelte's own policy and those of the two workers and the service worker.
 */
const DIRECTIVES = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'font-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'svelte-trusted-html app-stretch app-encode app-update',
  'report-uri': REPORTS,
  'report-to': 'csp',
} as const;

const CSP = Object.entries(DIRECTIVES)
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

/** Files of users never become a page, whatever they hold. */
export const FILE_CSP = "default-src 'none'; sandbox";

const NONE: [] = [];

/** The headers of every answer; a route that set a stricter policy of its own keeps it. */
export function headers(deps: Pick<Deps, 'secure'>): MiddlewareHandler {
  const others = secureHeaders({
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: deps.secure ? 'max-age=31536000; includeSubDomains' : false,
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    xFrameOptions: 'DENY',
    permissionsPolicy: {
      camera: ['self'],
      microphone: ['self'],
      publickeyCredentialsGet: ['self'],
      geolocation: NONE,
      accelerometer: NONE,
      gyroscope: NONE,
      magnetometer: NONE,
      bluetooth: NONE,
      usb: NONE,
      serial: NONE,
      hid: NONE,
      midi: NONE,
      payment: NONE,
      displayCapture: NONE,
      xrSpatialTracking: NONE,
    },
  });
  return async (c, next) => {
    await others(c, next);
    if (!c.res.headers.has('Content-Security-Policy')) c.res.headers.set('Content-Security-Policy', CSP);
    c.res.headers.set('Reporting-Endpoints', `csp="${REPORTS}"`);
  };
}

const MINUTE = 60_000;
/** The longest report that is read. Unit: bytes. */
const LONGEST = 16_384;

/**
 * `POST /policy-report`: counts which rule stopped something, by name. The report's addresses and samples, which may hold what
 * somebody wrote, are not looked at and not kept. Few are taken: of one address and of all together.
 */
export function policyReports(deps: Deps): (c: Context) => Promise<Response> {
  const one = limiter(20, MINUTE, deps.now);
  const all = limiter(200, MINUTE, deps.now);
  return async (c) => {
    const wait = one.allow(clientAddress(deps, c)) || all.allow('all');
    if (wait > 0) {
      c.header('Retry-After', String(wait));
      return fail(c, 429, 'RateLimited');
    }
    const directives = directivesOf(await bounded(c.req.raw));
    if (directives.length === 0) return fail(c, 400, 'Invalid');
    for (const directive of directives) {
      deps.metrics?.count('policy_reports_total', { directive });
      deps.log.error({ directive }, 'the content security policy stopped something');
    }
    return c.body(null, 204);
  };
}

/** The text of a short body; empty when it is longer. */
async function bounded({ body }: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > LONGEST) return '';
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The rules a report names, those of ours alone. Source: W3C CSP3 §5 (both forms of a report). */
function directivesOf(text: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const list: unknown[] = Array.isArray(json) ? json.slice(0, 20) : [json];
  return list.flatMap((report) => {
    const { body, 'csp-report': old } = (report ?? {}) as Record<string, Record<string, unknown> | null | undefined>;
    const named = body?.['effectiveDirective'] ?? old?.['effective-directive'] ?? old?.['violated-directive'];
    // Browsers name the finer rule that the general one stands for: `script-src-elem`.
    const rule = typeof named === 'string' ? (named.split(' ')[0] ?? '').replace(/-(elem|attr)$/, '') : '';
    return Object.hasOwn(DIRECTIVES, rule) ? [rule] : [];
  });
}
