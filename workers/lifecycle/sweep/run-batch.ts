/**
 * Works through items with at most `width` under way. Results stand in the order of the items; undefined for those that
 * were not begun because `open` said so.
 * @throws the first failure, once nothing is under way any more.
 */
export async function runBatch<T, R>(
  items: readonly T[],
  width: number,
  open: () => boolean,
  work: (item: T) => Promise<R>,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = items.map(() => undefined);
  let next = 0;
  let failure: { thrown: unknown } | null = null;
  const worker = async (): Promise<void> => {
    while (next < items.length && failure === null && open()) {
      const at = next++;
      try {
        results[at] = await work(items[at]!);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  if (failure !== null) throw (failure as { thrown: unknown }).thrown;
  return results;
}
