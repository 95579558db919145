/** Tells every tab, this one included, that something stored has changed; it carries no content (SYNC9). */
export interface Poke {
  send(): void;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export function openPoke(name: string): Poke {
  const listeners = new Set<() => void>();
  const channel = new BroadcastChannel(name);
  const tell = (): void => listeners.forEach((listener) => listener());
  channel.onmessage = tell;
  // In Node an open channel would keep the process alive.
  (channel as { unref?: () => void }).unref?.();
  return {
    send() {
      channel.postMessage(null);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      listeners.clear();
      channel.close();
    },
  };
}
