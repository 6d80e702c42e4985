import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client';

/** Longest time one piece may take. Unit: milliseconds. */
const TIMEOUT = 90_000;

/** How requests of the tus client travel: by fetch, to our own origin only, never through a redirect, never longer than a minute and a half. */
export function tusLine(send: typeof fetch, origin: string, stopped: AbortSignal): HttpStack {
  return {
    getName: () => 'fetch',
    createRequest: (method, url) => request(method, url),
  };

  function request(method: string, url: string): HttpRequest {
    const headers: Record<string, string> = {};
    const aborted = new AbortController();
    return {
      getMethod: () => method,
      getURL: () => url,
      setHeader: (name, value) => void (headers[name] = value),
      getHeader: (name) => headers[name],
      setProgressHandler: () => undefined,
      async send(body: ArrayBuffer | null): Promise<HttpResponse> {
        if (new URL(url).origin !== origin) throw new Error('not our server');
        const response = await send(url, {
          method,
          headers,
          body,
          cache: 'no-store',
          redirect: 'error',
          signal: AbortSignal.any([aborted.signal, stopped, AbortSignal.timeout(TIMEOUT)]),
        });
        const text = await response.text();
        if (method === 'HEAD' && response.status >= 500) throw new Error('server down');
        return {
          getStatus: () => response.status,
          getHeader: (name) => response.headers.get(name) ?? undefined,
          getBody: () => text,
          getUnderlyingObject: () => response,
        };
      },
      abort: async () => aborted.abort(),
      getUnderlyingObject: () => null,
    };
  }
}
