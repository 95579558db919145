import { createContext, use } from 'react';

/** Numbers that the rows of the shown version have in their dataset, from 0; null where there is no dataset. */
export const RowNumbers = createContext<Int32Array | null>(null);

export const useRowNumbers = (): Int32Array | null => use(RowNumbers);
