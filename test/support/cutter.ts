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
