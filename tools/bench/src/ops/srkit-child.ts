import '@srkit/backend-wasm';
import { deformConv2d, featureMatch } from '@srkit/ops';
import {
  dispose,
  grads,
  randomUniform,
  setBackend,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { peakMemory } from '../shared/peak-memory.mjs';
import type { OpsCase, OpsTimes } from './cases';

const random = <T extends Tensor>(shape: number[], low: number, high: number, seed: number): T =>
  randomUniform(shape, low, high, 'float32', seed) as T;

/** The work of a case, to be called for every run; its tensors live on. Code is loaded by the cases that need it. */
const prepare = async (one: OpsCase): Promise<() => Tensor[]> => {
  switch (one.kind) {
    case 'deform': {
      const { channels, side, groups, backward } = one;
      // It registers the gradients.
      await import('@tensorflow/tfjs');
      const inputs = [
        random<Tensor4D>([1, side, side, channels], -1, 1, 1),
        random<Tensor4D>([1, side, side, 18 * groups], -6, 6, 2),
        random<Tensor4D>([1, side, side, 9 * groups], 0, 1, 3),
        random<Tensor4D>([3, 3, channels, channels], -0.1, 0.1, 4),
        zeros([channels]) as Tensor1D,
      ];
      const forward = (...t: Tensor[]): Tensor4D =>
        deformConv2d(
          t[0] as Tensor4D,
          t[1] as Tensor4D,
          t[2] as Tensor4D,
          t[3] as Tensor4D,
          t[4] as Tensor1D,
          {
            deformGroups: groups,
          },
        );
      return backward ? () => grads((...t) => sum(forward(...t)))(inputs) : () => [forward(...inputs)];
    }
    case 'match': {
      const input = random<Tensor3D>([one.side, one.side, one.channels], -1, 1, 1);
      const reference = random<Tensor3D>([one.refSide, one.refSide, one.channels], -1, 1, 2);
      return () => Object.values(featureMatch(input, reference)) as Tensor[];
    }
    case 'mrefsr': {
      const { side, references } = one;
      await import('@tensorflow/tfjs');
      const { MRAPARestorationNet } = await import('@srkit/models');
      const net = new MRAPARestorationNet();
      const x = random<Tensor4D>([1, side, side, 3], 0, 1, 1);
      const each = <T>(make: (seed: number) => T): T[] =>
        Array.from({ length: references }, (_, i) => make(i));
      const offsets = each((seed) => ({
        relu3_1: random<Tensor4D>([1, side, side, 18], -4, 4, seed),
        relu2_1: random<Tensor4D>([1, 2 * side, 2 * side, 18], -4, 4, seed),
        relu1_1: random<Tensor4D>([1, 4 * side, 4 * side, 18], -4, 4, seed),
      }));
      const features = each((seed) => ({
        relu3_1: random<Tensor4D>([1, side, side, 256], -1, 1, seed),
        relu2_1: random<Tensor4D>([1, 2 * side, 2 * side, 128], -1, 1, seed),
        relu1_1: random<Tensor4D>([1, 4 * side, 4 * side, 64], -1, 1, seed),
      }));
      return () => [net.forward(x, offsets, features)];
    }
  }
};

/** Runs a case on srkit-wasm, in a process of its own, and prints its times. */
const main = async (): Promise<void> => {
  const one = JSON.parse(process.argv[2]!) as OpsCase;
  await setBackend('srkit-wasm');
  const work = await prepare(one);
  const seconds: number[] = [];
  for (let run = 0; run < one.warmUp + one.runs; run++) {
    const start = performance.now();
    const results = tidy(work);
    await Promise.all(results.map((result) => result.data()));
    seconds.push((performance.now() - start) / 1000);
    dispose(results);
  }
  const times: OpsTimes = {
    seconds: seconds.slice(one.warmUp),
    peakBytes: peakMemory(),
    version: `Node ${process.version}`,
  };
  console.log(JSON.stringify(times));
};

await main();
