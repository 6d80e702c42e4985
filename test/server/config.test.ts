import { readConfig } from '#server/config.ts';
import { expect, it } from 'vitest';

it('an empty environment gives what works at home', () => {
  expect(readConfig({})).toEqual({
    PORT: 8787,
    HOST: '127.0.0.1',
    DATA_DIR: 'data',
    CLIENT_DIR: 'dist/client',
    TRUST_PROXY: '0',
    BACKUP_HOURS: 25,
    LOG_LEVEL: 'warn',
  });
});

it('the environment decides, and what is not ours is ignored', () => {
  const env = {
    PORT: '9000',
    HOST: '0.0.0.0',
    DATA_DIR: '/srv/d',
    CLIENT_DIR: '/srv/app',
    PUBLIC_URL: 'https://x.example',
    LOG_LEVEL: 'info',
    TRUST_PROXY: '1',
    BACKUP_HOURS: '49',
    METRICS_TOKEN: 'a-token-for-a-monitor',
    PATH: '/bin',
  };
  const { PATH: _, ...ours } = env;
  expect(readConfig(env)).toEqual({ ...ours, PORT: 9000, BACKUP_HOURS: 49 });
});

it.each([
  ['PORT', 'many'],
  ['PORT', '80.5'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['HOST', ''],
  ['DATA_DIR', ''],
  ['PUBLIC_URL', 'example'],
  ['LOG_LEVEL', 'loud'],
  ['TRUST_PROXY', 'yes'],
  ['BACKUP_HOURS', 'never'],
  ['METRICS_TOKEN', 'short'],
])('a wrong %s («%s») is named with its reason', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^configuration: ${name}: .`));
});
