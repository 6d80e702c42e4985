import {
  createServer as createHttpServer,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line between two ports that can be cut. */
export interface Cutter {
  origin: string;
  /** Bytes that still pass upwards before the line is cut once; Infinity leaves it whole. */
  up: number;
  /** Bytes that still pass downwards before the line is cut once. */
  down: number;
  /** How often it was cut. */
  cuts: number;
  close(): Promise<void>;
}

/** Opens a line to a port on loopback. */
export async function openCutter(port: number): Promise<Cutter> {
  const sockets = new Set<Socket>();
  const cutter: Cutter = {
    origin: '',
    up: Infinity,
    down: Infinity,
    cuts: 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    const pass = (from: Socket, to: Socket, side: 'up' | 'down'): void => {
      from.on('data', (part: Buffer) => {
        if (part.length < cutter[side]) {
          cutter[side] -= part.length;
          to.write(part);
          return;
        }
        const rest = part.subarray(0, cutter[side]);
        cutter[side] = Infinity;
        cutter.cuts += 1;
        // What comes after the cut never arrives, not even while its last bytes leave.
        from.removeAllListeners('data');
        if (rest.length > 0) to.write(rest, () => from.destroy());
        else from.destroy();
      });
    };
    pass(near, far, 'up');
    pass(far, near, 'down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cutter.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cutter;
}

/** A message that passes a proxy; `body` as it is on the line, compressed or not. */
export interface Passing {
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export interface Asked extends Passing {
  method: string;
  path: string;
}
export interface Replied extends Passing {
  status: number;
}

/** A proxy that reads along and may change, delay, repeat, replace or swallow what passes. */
export interface Proxy {
  origin: string;
  /** Decides over every request: gives the reply, its own or the server's, or null to break the line off. */
  meddle: (asked: Asked, send: (changed?: Partial<Asked>) => Promise<Replied>) => Promise<Replied | null>;
  /** Paths asked for, newest last. */
  asked: string[];
  close(): Promise<void>;
}

/** Headers that concern both ends, without those taken away. */
function passed({ 'transfer-encoding': _, connection: __, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

/** Opens a proxy to a port on loopback; until told otherwise it lets everything pass. */
export async function openProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const collect = async (message: IncomingMessage): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    return Buffer.concat(parts);
  };
  const send = ({ method, path, headers, body }: Asked): Promise<Replied> =>
    new Promise((resolve, reject) => {
      const length = method === 'GET' ? {} : { 'content-length': String(body.length) };
      const out = ask(
        { port, host: '127.0.0.1', method, path, headers: { ...passed(headers), ...length } },
        (reply) => {
          collect(reply).then(
            (all) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: all }),
            reject,
          );
        },
      );
      out.on('error', reject);
      out.end(body);
    });
  const proxy: Proxy = {
    origin: '',
    meddle: (_asked, pass) => pass(),
    asked: [],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers,
      body: await collect(request),
    };
    proxy.asked.push(asked.path);
    const reply = await proxy.meddle(asked, (changed) => send({ ...asked, ...changed }));
    if (!reply) return void request.socket.destroy();
    response.writeHead(reply.status, { ...passed(reply.headers), 'content-length': String(reply.body.length) });
    response.end(reply.body);
  }
  const server = createHttpServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return proxy;
}
