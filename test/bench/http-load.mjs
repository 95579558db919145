// A load generator for one POST route: N keep-alive connections, each with one request in flight. It
// speaks HTTP/1.1 over plain sockets, so that its own cost is small beside the server's.
// Usage: node test/bench/http-load.mjs HOST PORT PATH SECONDS CONNECTIONS < body.json → one JSON line.
import { connect } from 'node:net';
import { argv, stdin, stdout } from 'node:process';

const [host, port, path, seconds, connections] = [argv[2], +argv[3], argv[4], +argv[5], +argv[6]];
const body = Buffer.concat(await stdin.toArray());
const request = Buffer.concat([
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  ),
  body,
]);

const latenciesMs = [];
const statuses = new Map();
const startedMs = performance.now();
const untilMs = startedMs + seconds * 1000;
await Promise.all(Array.from({ length: connections }, () => drive()));
const elapsedS = (performance.now() - startedMs) / 1000;
latenciesMs.sort((a, b) => a - b);
const quantile = (q) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(q * latenciesMs.length))];
stdout.write(
  `${JSON.stringify({
    requests: latenciesMs.length,
    perSecond: latenciesMs.length / elapsedS,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: latenciesMs.at(-1),
    statuses: Object.fromEntries(statuses),
  })}\n`,
);

/** One connection: send, wait for the whole answer, note how long it took, send again until time is up. */
function drive() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    let received = '';
    let sentMs = 0;
    const send = () => {
      sentMs = performance.now();
      socket.write(request);
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk;
      const status = completeAnswer(received);
      if (status === null) return;
      received = '';
      latenciesMs.push(performance.now() - sentMs);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (performance.now() < untilMs) return send();
      socket.end();
      resolve();
    });
  });
}

/** The status of a whole answer; null while a part of it is missing. */
function completeAnswer(text) {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = /content-length: (\d+)/i.exec(text);
  if (length === null) throw new Error(`An answer without a length: ${text.slice(0, head)}`);
  return text.length - head - 4 >= +length[1] ? text.slice(9, 12) : null;
}
