/** Headers of every JSON answer: never cached, never sniffed, never embedded by another site. */
const jsonHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** A JSON answer. A plain header object keeps the server's fast path, so no middleware adds headers later. */
export function jsonAnswer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: jsonHeaders });
}
