// Work on many items, some at a time.

/** Runs `work` over all items, never more than `together` at once. */
export async function each<T>(items: readonly T[], together: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: together }, worker));
}
