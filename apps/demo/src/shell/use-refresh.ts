import { useReducer } from 'preact/hooks';

/** Renders again when it is called, once a frame at most. */
export const useRefresh = (): (() => void) => {
  const [, refresh] = useReducer((count: number, _: undefined) => count + 1, 0);
  return () => refresh(undefined);
};
