import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What bounds slow and endless requests (fault 103). A whole request has to arrive within `requestTimeout`, so that a piece of a
 * photo still gets through a line of 50 kbit/s. Unit: milliseconds, bytes.
 */
export const SERVER_OPTIONS = {
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 15_000,
  maxHeaderSize: 16_384,
} as const;

/** How many connections may be open that have not asked for anything yet. */
export const SILENT = 500;

/**
 * Keeps connections that never ask from crowding out those that do: when there are more than `most` of them, the oldest is
 * closed. A phone's own connection asks within milliseconds and is counted no more.
 */
export function boundSilence(server: Server, most: number = SILENT): void {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    if (silent.size <= most) return;
    const [oldest] = silent;
    oldest?.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));
}
