import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type Answered, type TestServer } from './server.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const octets = { 'content-type': 'application/octet-stream' };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { blobBytes: 100_000, stagedBytes: 150_000 } });
});
afterAll(() => server.remove());

async function startUpload(): Promise<string> {
  const answer = await server.ask('/api/v1/blobs/uploads', { method: 'POST' });
  expect(answer.status).toBe(202);
  return answer.headers.location!;
}

function patch(location: string, bytes: Uint8Array, range?: string): Promise<Answered> {
  const headers = { ...octets, ...(range === undefined ? {} : { 'content-range': range }) };
  return server.ask(location, { method: 'PATCH', headers, body: bytes });
}

const put = (location: string, digest: string): Promise<Answered> =>
  server.ask(`${location}?digest=sha256:${digest}`, { method: 'PUT' });

async function upload(bytes: Uint8Array): Promise<string> {
  const location = await startUpload();
  await patch(location, bytes, `0-${bytes.length - 1}`);
  expect((await put(location, sha256(bytes))).status).toBe(201);
  return sha256(bytes);
}

describe('artifacts', () => {
  it('takes one PATCH and a PUT, and gives the same bytes back', async () => {
    const bytes = randomBytes(50_000);
    const digest = await upload(bytes);
    expect((await server.ask(`/api/v1/blobs/sha256:${digest}`)).bytes).toEqual(bytes);
  });

  it('tells by HEAD whether one is here', async () => {
    const digest = await upload(randomBytes(10));
    expect((await server.ask(`/api/v1/blobs/sha256:${digest}`, { method: 'HEAD' })).status).toBe(200);
    expect((await server.ask(`/api/v1/blobs/sha256:${'0'.repeat(64)}`, { method: 'HEAD' })).status).toBe(404);
    expect((await server.ask(`/api/v1/blobs/sha256:${'0'.repeat(64)}`)).json.code).toBe('blob-unknown');
  });

  it('[SEC6] sends them as a download that nothing runs', async () => {
    const digest = await upload(Buffer.from('<script>alert(1)</script>'));
    const { headers } = await server.ask(`/api/v1/blobs/sha256:${digest}`);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toContain('attachment');
    expect(headers['content-security-policy']).toBe('sandbox');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('refuses bytes that do not have the digest, and stores nothing', async () => {
    const bytes = randomBytes(100);
    const location = await startUpload();
    await patch(location, bytes);
    bytes[50]! ^= 1;
    const answer = await put(location, sha256(bytes));
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('digest-mismatch');
    expect((await server.ask(`/api/v1/blobs/sha256:${sha256(bytes)}`, { method: 'HEAD' })).status).toBe(404);
  });

  it('goes on where it stopped, and says where that is', async () => {
    const bytes = randomBytes(300);
    const location = await startUpload();
    expect((await patch(location, bytes.subarray(0, 100), '0-99')).headers.range).toBe('0-99');
    const wrong = await patch(location, bytes.subarray(150), '150-299');
    expect(wrong.status).toBe(416);
    expect(wrong.headers.range).toBe('0-99');
    expect(wrong.json).toMatchObject({ code: 'range-invalid', offset: 100 });
    expect((await patch(location, bytes.subarray(100), 'bytes 100-299/300')).status).toBe(202);
    expect((await put(location, sha256(bytes))).status).toBe(201);
  });

  it('keeps what had arrived when the connection broke', async () => {
    const bytes = randomBytes(300);
    const location = await startUpload();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Range: 0-299\r\nContent-Length: 300\r\n\r\n`,
    );
    socket.end(bytes.subarray(0, 120));
    // Asked with an offset that is wrong in any case, it says where it stands.
    await expect
      .poll(async () => (await patch(location, bytes, '300-599')).json.offset, { timeout: 30_000 })
      .toBe(120);
    await patch(location, bytes.subarray(120), '120-299');
    expect((await put(location, sha256(bytes))).status).toBe(201);
  });

  it('[SEC4] refuses an artifact, and unfinished uploads, beyond the limit', async () => {
    const tooLarge = await patch(await startUpload(), randomBytes(100_001));
    expect(tooLarge.status).toBe(413);
    const [first, second] = [await startUpload(), await startUpload()];
    expect((await patch(first, randomBytes(80_000))).status).toBe(202);
    expect((await patch(second, randomBytes(80_000))).json.code).toBe('storage-full');
  });

  it.each(['sha256:../../etc/passwd', 'sha256:ABC', 'md5:0', `sha256:${'0'.repeat(63)}`])(
    '[SEC3] takes no other name than a digest: %s',
    async (name) => {
      const answer = await server.ask(`/api/v1/blobs/${encodeURIComponent(name)}`);
      expect(answer.status).toBe(422);
      expect(answer.json.code).toBe('request-invalid');
    },
  );

  it('knows no upload that was never started or is finished', async () => {
    expect((await patch('/api/v1/blobs/uploads/nope', randomBytes(1))).json.code).toBe('upload-unknown');
    const location = await startUpload();
    await put(location, sha256(new Uint8Array()));
    expect((await put(location, sha256(new Uint8Array()))).status).toBe(404);
  });
});
