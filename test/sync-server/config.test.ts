import { describe, expect, it } from 'vitest';
import { readConfig } from '../../sync-server/config.ts';

const none = { flags: {}, environment: {}, file: null };

describe('settings of the server', () => {
  it('have defaults', () => {
    expect(readConfig(none)).toEqual({
      allowedHosts: [],
      webhookHosts: [],
      behindProxy: false,
      guard: 'off',
      retentionDays: 90,
      alertWindowMinutes: 60,
    });
  });

  it('are taken from flags before environment before file', () => {
    const config = readConfig({
      flags: { port: 1, databaseUrl: undefined },
      environment: {
        PORT: '2',
        TREADLE_DATABASE_URL: 'postgres://db/treadle',
        TREADLE_ALLOWED_HOSTS: 'a.example, b',
      },
      file: '{"port": 3, "databaseUrl": "postgres://file/x", "retentionDays": 7}',
    });
    expect(config).toMatchObject({
      port: 1,
      databaseUrl: 'postgres://db/treadle',
      retentionDays: 7,
      allowedHosts: ['a.example', 'b'],
    });
  });

  it('may come from file and environment together, secrets from the environment', () => {
    const config = readConfig({
      ...none,
      environment: { TREADLE_S3_SECRET_ACCESS_KEY: 's', TREADLE_S3_ACCESS_KEY_ID: 'k' },
      file: '{"s3": {"endpoint": "http://minio:9000", "bucket": "models"}}',
    });
    expect(config.s3).toEqual({
      endpoint: 'http://minio:9000',
      bucket: 'models',
      region: 'us-east-1',
      accessKeyId: 'k',
      secretAccessKey: 's',
      prefix: '',
    });
  });

  it.each([
    [
      'a database of another kind',
      { environment: { TREADLE_DATABASE_URL: 'mysql://secret@db' } },
      'TREADLE_DATABASE_URL',
    ],
    ['a port that is none', { flags: { port: 70_000 } }, 'port'],
    ['a setting nobody knows', { file: '{"databseUrl": "postgres://x"}' }, 'databseUrl'],
    ['half an S3', { environment: { TREADLE_S3_BUCKET: 'models' } }, 's3.endpoint'],
    ['text that is no JSON', { file: '{' }, 'treadle.config.json'],
    ['a certificate without its key', { flags: { tlsCert: 'a.pem' } }, 'key'],
    ['a prefix that climbs', { environment: { TREADLE_S3_PREFIX: '../../x' } }, 's3'],
  ])('refuse %s, say which, and repeat no secret', (_, sources, named) => {
    const read = () => readConfig({ ...none, ...sources });
    expect(read).toThrow(
      expect.objectContaining({ code: 'config-invalid', detail: expect.stringContaining(named) }),
    );
    expect(read).not.toThrow(/secret@db/);
  });
});
