import { type Activation, Conv2d, kaimingNormal, Module } from '@srkit/nn';
import {
  add,
  concat,
  engine,
  getBackend,
  getKernel,
  mul,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

const SLOPE = 0.2;
const LEAKY: Activation = { kind: 'leakyrelu', slope: SLOPE };
/** Weight of every residual branch (ESRGAN, section 3.1). */
const RESIDUAL_SCALE = 0.2;
/** The official initialisation shrinks the dense blocks' weights, so that training starts near the identity. */
const SMALL = kaimingNormal(0.1);
/** Kernel of `@srkit/backend-wasm` that does a whole block without concatenating anything. */
const FUSED = 'ResidualDenseBlock';
/** Its channels come in vectors of four. */
const LANES = 4;

/**
 * Residual dense block: five 3x3 convolutions, each seeing the input and all outputs before it (ESRGAN,
 * figure 4). State_dict prefix `body.{b}.rdb{1..3}`.
 */
export class ResidualDenseBlock extends Module {
  readonly typeName = 'ResidualDenseBlock';
  readonly #growing: readonly Conv2d[];
  readonly #last: Conv2d;
  readonly #wholeVectors: boolean;

  constructor(numFeat: number, numGrowCh: number) {
    super();
    this.#wholeVectors = numFeat % LANES === 0 && numGrowCh % LANES === 0;
    this.#growing = [0, 1, 2, 3].map((k) =>
      this.child(
        `conv${k + 1}`,
        () => new Conv2d({ inChannels: numFeat + k * numGrowCh, outChannels: numGrowCh, init: SMALL }),
      ),
    );
    this.#last = this.child(
      'conv5',
      () => new Conv2d({ inChannels: numFeat + 4 * numGrowCh, outChannels: numFeat, init: SMALL }),
    );
  }

  #fused(x: Tensor4D): Tensor4D {
    const inputs: Record<string, Tensor> = { x };
    for (const [k, conv] of [...this.#growing, this.#last].entries()) {
      inputs[`weight${k + 1}`] = conv.weight.variable;
      inputs[`bias${k + 1}`] = conv.bias!.variable;
    }
    return engine().runKernel(FUSED, inputs, { slope: SLOPE, scale: RESIDUAL_SCALE }) as Tensor4D;
  }

  /** `[n, h, w, numFeat]` to the same shape. */
  forward(x: Tensor4D): Tensor4D {
    const recording = engine().state.gradientDepth > 0;
    if (!recording && this.#wholeVectors && getKernel(FUSED, getBackend())) return this.#fused(x);
    return tidy(() => {
      let seen = x;
      for (const conv of this.#growing) {
        const grown = conv.forward(seen, LEAKY);
        const wider = concat([seen, grown], 3);
        grown.dispose();
        if (seen !== x) seen.dispose();
        seen = wider;
      }
      const residual = this.#last.forward(seen);
      seen.dispose();
      const scaled = mul(residual, RESIDUAL_SCALE);
      residual.dispose();
      return add(scaled, x);
    });
  }
}

/** Residual in residual dense block: three dense blocks and a skip. State_dict prefix `body.{b}`. */
export class RRDB extends Module {
  readonly typeName = 'RRDB';
  readonly #blocks: readonly ResidualDenseBlock[];

  constructor(numFeat: number, numGrowCh: number) {
    super();
    this.#blocks = [1, 2, 3].map((k) =>
      this.child(`rdb${k}`, () => new ResidualDenseBlock(numFeat, numGrowCh)),
    );
  }

  /** `[n, h, w, numFeat]` to the same shape. */
  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      let y = x;
      for (const block of this.#blocks) {
        const next = block.forward(y);
        if (y !== x) y.dispose();
        y = next;
      }
      const scaled = mul(y, RESIDUAL_SCALE);
      y.dispose();
      return add(scaled, x);
    });
  }
}
