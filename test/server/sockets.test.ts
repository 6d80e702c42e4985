import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT } from '#server/sockets.ts';
import { built, serverProcess, type ServerProcess } from '../support/process.ts';

describe.skipIf(!built)('a server in the open', () => {
  let server: ServerProcess;
  let port: number;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    server = serverProcess();
    await server.start();
    port = Number(/localhost:(\d+)/.exec(server.output())?.[1]);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.remove();
  });

  /** A connection that says `first` and then keeps still; resolves when it is open. */
  const still = (first: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(first);
        resolve(socket);
      });
      sockets.push(socket);
      socket.on('error', reject);
    });
  const closed = (socket: Socket): Promise<boolean> =>
    new Promise((resolve) => {
      socket.resume();
      if (socket.destroyed) resolve(true);
      socket.once('close', () => resolve(true));
    });

  it('[F103] connections that never finish asking keep nobody out, and the oldest of too many is closed', async () => {
    const [first] = await Promise.all([still('POST /api/sync HTTP/1.1\r\nHost: x\r\nX-Slow: ')]);
    const ended = closed(first);
    for (let i = 0; i < SILENT + 50; i += 50)
      await Promise.all(Array.from({ length: 50 }, () => still('GET / HTTP/1.1\r\nX-Slow: ')));
    expect(await ended).toBe(true);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status)),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, () => 200));
  });

  it('[F103] a head that does not end is given up, and one that is too long is refused', async () => {
    const slow = await still('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    expect(await closed(slow)).toBe(true);
    const long = await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { 'x-long': 'x'.repeat(20_000) } });
    expect(long.status).toBe(431);
  });

  it('[F103] a request with two lengths is refused: no smuggling behind a proxy', async () => {
    const socket = await still(
      'POST /api/leave HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    );
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await closed(socket)).toBe(true);
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said).not.toContain('trzy-sfery');
  });
});
