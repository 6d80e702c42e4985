import { createApp } from '#server/app.ts';
import { openMetrics } from '#server/metrics.ts';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld, type World } from '../support/world.ts';

let world: World;
let logged: string[];
beforeEach(async () => {
  world = await makeWorld();
  logged = [];
  const error = (fields: object, text: string): void => void logged.push(JSON.stringify([fields, text]));
  world.deps.log = { info: () => undefined, error };
  world.deps.metrics = openMetrics(world.time);
});
afterEach(() => world.close());

describe('the headers of every answer', () => {
  it.each(['/healthz', '/api/device', '/api/nothing', '/nothing'])('[F91] %s', async (path) => {
    const { headers } = await world.request(path);
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((rule) => {
        const [name = '', ...values] = rule.split(' ');
        return [name, values.join(' ')];
      }),
    );
    expect(policy).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self' 'wasm-unsafe-eval'",
      'style-src': "'self'",
      'img-src': "'self' blob:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
    });
    expect(headers.get('content-security-policy')).not.toMatch(/'unsafe-|https?:|\*|data:/);
    const others = {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    };
    for (const [name, value] of Object.entries(others)) expect(headers.get(name), name).toBe(value);
    expect(headers.get('permissions-policy')).toMatch(/camera=\(self\).*geolocation=\(\)/);
    expect(headers.get('reporting-endpoints')).toBe('csp="/policy-report"');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('HSTS stands behind TLS and only there', async () => {
    expect((await world.request('/healthz')).headers.get('strict-transport-security')).toBeNull();
    const secure = createApp({ ...world.deps, secure: true });
    const answer = await secure.request('/healthz');
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });
});

describe('reports of browsers', () => {
  const report = (body: unknown, app?: Hono): Promise<Response> | Response => {
    const init = { method: 'POST', headers: { 'content-type': 'application/csp-report' }, body: JSON.stringify(body) };
    return app
      ? app.request('/policy-report', init)
      : world.request('/policy-report', { raw: init.body, headers: init.headers });
  };

  it('are counted by rule in both forms; nothing of what they say about the page is kept', async () => {
    const told = { 'document-uri': 'http://h/visits/TAJNE', 'script-sample': 'TAJNE', 'blocked-uri': 'http://x/TAJNE' };
    const old = await report({ 'csp-report': { ...told, 'violated-directive': 'script-src-elem TAJNE' } });
    expect(old.status).toBe(204);
    const body = { documentURL: 'http://h/TAJNE', sample: 'TAJNE', effectiveDirective: 'img-src' };
    expect(
      (
        await report([
          { type: 'csp-violation', body },
          { type: 'csp-violation', body },
        ])
      ).status,
    ).toBe(204);
    const text = world.deps.metrics!.text(undefined, world.time);
    expect(text).toContain('policy_reports_total{directive="script-src"} 1\n');
    expect(text).toContain('policy_reports_total{directive="img-src"} 2\n');
    expect(logged).toHaveLength(3);
    expect(text + logged.join()).not.toContain('TAJNE');
  });

  it.each([
    ['no JSON', undefined],
    ['nothing of ours', { 'csp-report': { 'violated-directive': 'TAJNE' } }],
    ['null', null],
    ['a name every object has', [{ body: { effectiveDirective: 'constructor' } }]],
    ['too long', { 'csp-report': { 'violated-directive': 'img-src', sample: 'x'.repeat(20_000) } }],
  ])('%s is refused and counts nothing', async (_, body) => {
    const answer = body === undefined ? await world.request('/policy-report', { raw: '{' }) : await report(body);
    expect(answer.status).toBe(400);
    expect(logged).toEqual([]);
  });

  it('are bounded in number', async () => {
    const one = { 'csp-report': { 'effective-directive': 'img-src' } };
    for (let i = 0; i < 20; i++) expect((await report(one)).status).toBe(204);
    const over = await report(one);
    expect([over.status, Number(over.headers.get('retry-after'))]).toEqual([429, 60]);
    world.time += 61_000;
    expect((await report(one)).status).toBe(204);
  });
});
