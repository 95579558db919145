/** What befalls one request on its way. */
export const FAULTS = [
  'none',
  'request-lost',
  'answer-lost',
  'sent-twice',
  'truncated',
  'delayed',
  'reordered',
  'overloaded',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A network between a device and a real server that loses, repeats, cuts, delays and swaps what it carries. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** What befalls the next requests, one each; those after them go through. */
  befall(faults: readonly Fault[]): void;
  /** Runs `work` while the request after so many others is under way. */
  interrupt(after: number, work: () => Promise<void>): void;
  /** Sends what was held back, long after its sender gave up on it; nobody hears the answer. */
  deliverLate(): Promise<void>;
}

type Request = readonly [url: URL, init: RequestInit];

/** `answered` sees every answer that reaches the device. */
export function unreliableNetwork(
  answered: (path: string, answer: Response) => Promise<void> = async () => {},
): Network {
  let faults: Fault[] = [];
  let late: Request[] = [];
  let previous: Request | null = null;
  let interruption: { after: number; work: () => Promise<void> } | null = null;

  const carry = async (request: Request, fault: Fault): Promise<Response> => {
    switch (fault) {
      case 'none':
        return fetch(...request);
      case 'request-lost':
        throw lost();
      case 'answer-lost':
        await settle(request);
        throw lost();
      case 'sent-twice': {
        const [answer] = await Promise.all([fetch(...request), settle(request)]);
        return answer;
      }
      case 'truncated':
        await settle(cut(request));
        throw lost();
      case 'delayed':
        late.push(request);
        throw lost();
      case 'reordered': {
        // The one before arrives once more, after this one.
        const answer = await fetch(...request);
        if (previous !== null) await settle(previous);
        return answer;
      }
      case 'overloaded':
        return Response.json(
          { code: 'timed-out', detail: 'Busy.' },
          { status: 503, headers: { 'retry-after': '1' } },
        );
    }
  };
  return {
    async fetch(input, init = {}) {
      // Whoever gave up on an earlier one must not cut it off when it comes late.
      const { signal: _signal, ...kept } = init;
      const request: Request = [new URL(String(input)), kept];
      if (interruption !== null && (interruption.after -= 1) < 0) {
        const { work } = interruption;
        interruption = null;
        await work();
      }
      const fault = faults.shift() ?? 'none';
      const answer = await carry(request, fault);
      previous = request;
      await answered(request[0].pathname, answer.clone());
      return answer;
    },
    befall: (next) => void (faults = [...next]),
    interrupt: (after, work) => void (interruption = { after, work }),
    async deliverLate() {
      const held = late;
      late = [];
      for (const request of held) await settle(request);
    },
  };
}

const lost = (): TypeError => new TypeError('network');

/** Sends, and reads the answer for nobody. */
async function settle(request: Request): Promise<void> {
  const answer = await fetch(...request).catch(() => null);
  await answer?.arrayBuffer().catch(() => null);
}

/** As a connection that breaks off leaves it: half of the body, said to be all. */
function cut([url, init]: Request): Request {
  const { body } = init;
  if (typeof body === 'string') return [url, { ...init, body: body.slice(0, body.length >> 1) }];
  if (body instanceof Uint8Array) return [url, { ...init, body: body.slice(0, body.length >> 1) }];
  return [url, init];
}
