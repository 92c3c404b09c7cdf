import { resize } from '@srkit/ops';
import { clipByValue, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { deltaE, type Lab, meanLab } from './mean-lab';

/** Looks that a judgement rests on: one picture's colour alone says little. */
const WINDOW = 5;
/** Difference of mean colours, CIE 1976, which anybody sees. */
const MOST = 5;
/** A network that starts anew has other colours at first. */
const FIRST_ITERATION = 500;

/** Watches whether results keep the colours of what they are made from: their mean in Lab against bicubic enlargement. */
export class ColourGuard {
  readonly #looks: (readonly [result: Lab, bicubic: Lab])[] = [];
  #told = false;

  /**
   * Looks at one picture.
   *
   * @param infer what the network makes of it, `[n, h * scale, w * scale, 3]`.
   * @param lq `[n, h, w, 3]`.
   * @returns the difference of the mean colours of the last looks, and a warning where it is too large.
   */
  async see(
    iteration: number,
    lq: Tensor4D,
    infer: () => Tensor4D,
  ): Promise<{ readonly drift: number; readonly warning: string | undefined }> {
    const pictures = tidy(() => {
      const [, h, w] = lq.shape;
      const result = infer();
      const size = [result.shape[1], result.shape[2]] as const;
      const bicubic = resize(slice(lq, [0, 0, 0, 0], [1, h, w, 3]), { size: [...size], mode: 'bicubic' });
      return [slice(result, [0, 0, 0, 0], [1, ...size, 3]), clipByValue(bicubic, 0, 1)] as Tensor4D[];
    });
    try {
      const [result, bicubic] = await Promise.all(pictures.map(meanLab));
      this.#looks.push([result!, bicubic!]);
    } finally {
      for (const picture of pictures) picture.dispose();
    }
    if (this.#looks.length > WINDOW) this.#looks.shift();
    const mean = (which: 0 | 1): Lab => {
      const sum = [0, 1, 2].map((c) => this.#looks.reduce((total, look) => total + look[which][c]!, 0));
      return sum.map((value) => value / this.#looks.length) as unknown as Lab;
    };
    const [result, bicubic] = [mean(0), mean(1)];
    const drift = deltaE(result, bicubic);
    const drifts = drift > MOST && this.#looks.length === WINDOW && iteration >= FIRST_ITERATION;
    const warns = drifts && !this.#told;
    this.#told = drifts;
    const shown = (lab: Lab): string => lab.map((value) => value.toFixed(1)).join(', ');
    return {
      drift,
      warning: warns
        ? `colours drift: results have a mean of Lab ${shown(result)}, bicubic enlargement of the same pictures ${shown(bicubic)}, a difference of ${drift.toFixed(1)} (2.3 can be seen). Check that LQ and ground truth have one colour space, raise pixel.weight, or lower the weight of the GAN`
        : undefined,
    };
  }

  /** Forgets what it saw: training went back. */
  reset(): void {
    this.#looks.length = 0;
    this.#told = false;
  }
}
