import { getKernel } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

const NATIVE = ['SrkitDeformConv2d', 'SrkitFeatureMatch'];

it('leaves to srkit-wasm what it does itself, when that backend is loaded later', async () => {
  await import('./index');
  for (const name of NATIVE) {
    expect(getKernel(name, 'cpu')).toBeDefined();
    expect(getKernel(name, 'srkit-wasm')).toBeUndefined();
  }
  await import('@srkit/backend-wasm');
  for (const name of NATIVE) expect(getKernel(name, 'srkit-wasm')).toBeDefined();
});
