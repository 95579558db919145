import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/errors/app-error.ts';

/**
 * Answers what is no HTTP at all, before any route is known, in the form of every other error (ERR1).
 * Installed as the server's `clientError` listener.
 */
export function answerClientError(cause: NodeJS.ErrnoException, socket: Duplex): void {
  // A connection that broke cannot hear an answer, and one that has been answered must not hear two.
  if (cause.code === 'ECONNRESET' || !socket.writable || socket.writableLength > 0) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(malformedRequest(cause).toProblem());
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

export function malformedRequest(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('request-malformed', { detail: `The request could not be read: ${reason}.`, cause });
}
