/**
 * Loads Dawn (npm `webgpu`, an optional peer) and makes its classes and constants global, as WebGPU code
 * expects. The process cannot end while the returned object is reachable.
 *
 * @throws Error saying why Dawn cannot be loaded.
 */
export const openGpu = async (): Promise<GPU> => {
  const dawn = await import('webgpu').catch((cause: unknown) => {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    throw new Error(
      missing
        ? "the npm package 'webgpu' is not installed (npm i webgpu)"
        : `the npm package 'webgpu' does not load (${cause instanceof Error ? cause.message.split('\n')[0] : cause})`,
      { cause },
    );
  });
  Object.assign(globalThis, dawn.globals);
  return dawn.create([]);
};
