import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { run } from '../../src/ops/processes.mjs';

const cwd = tmpdir();

function node(code: string, timeout?: number) {
  return run(process.execPath, ['-e', code], { cwd, capture: true, ...(timeout ? { timeout } : {}) });
}

test('gives both streams and the exit code', async () => {
  const { code, output } = await node(`console.log('out'); console.error('err'); process.exitCode = 3;`);
  expect(code).toBe(3);
  expect(output).toContain('out\n');
  expect(output).toContain('err\n');
});

test('gives 127 for a program that does not exist', async () => {
  const { code, output } = await run('no-such-program-here', [], { cwd, capture: true });
  expect(code).toBe(127);
  expect(output).toMatch(/^no-such-program-here: /);
});

test('ends what runs too long', async () => {
  const { code } = await node(`setInterval(() => {}, 1000);`, 300);
  expect(code).toBe(137);
});

test('passes a signal on and waits for the program to finish its work', async () => {
  const before = process.listenerCount('SIGHUP');
  const ended = node(`
    process.on('SIGHUP', () => setTimeout(() => { console.log('drained'); process.exit(0); }, 50));
    setInterval(() => {}, 1000);
    console.log('ready');
  `);
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.emit('SIGHUP', 'SIGHUP');
  expect(await ended).toEqual({ code: 0, output: 'ready\ndrained\n' });
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
