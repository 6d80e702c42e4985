import * as z from 'zod/mini';

/** What the operator may set, all by environment variables. */
const Config = z.object({
  /** Port of the endpoint and the app. */
  PORT: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(65535)), 8787),
  /** Address to listen on; loopback unless told otherwise. */
  HOST: z._default(z.string().check(z.minLength(1)), '127.0.0.1'),
  /** Folder of the embedded database and of photos. */
  DATA_DIR: z._default(z.string().check(z.minLength(1)), 'data'),
  /** Folder of the built app. */
  CLIENT_DIR: z._default(z.string().check(z.minLength(1)), 'dist/client'),
  /** The address people use, when a TLS proxy stands in front: makes links right and cookies Secure. */
  PUBLIC_URL: z.optional(z.url()),
  /** `1` when a proxy in front sets X-Forwarded-For: limits then count the address it names last. */
  TRUST_PROXY: z._default(z.enum(['0', '1']), '0'),
  /** After how many hours without a backup the server raises an alarm; `0`: never. */
  BACKUP_HOURS: z._default(z.coerce.number().check(z.gte(0), z.lte(10_000)), 25),
  /** Lets a monitor on another machine read /metrics (`Authorization: Bearer …`); without it only this machine may. */
  METRICS_TOKEN: z.optional(z.string().check(z.minLength(16))),
  LOG_LEVEL: z._default(z.enum(['silent', 'error', 'warn', 'info', 'debug']), 'warn'),
});
export type Config = z.infer<typeof Config>;

/** Reads the environment; a wrong value throws with the variable's name and the reason. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = Config.safeParse(env);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`configuration: ${lines.join('; ')}`);
}
