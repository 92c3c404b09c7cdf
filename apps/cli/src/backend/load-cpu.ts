import { activate } from './activate';

/** Plain JavaScript: slow, but it runs wherever Node does. The reference of `srkit doctor`. */
export const loadCpu = async (): Promise<() => void> => {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return () => undefined;
};
