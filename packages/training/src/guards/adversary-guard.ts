import type { GanType } from '@srkit/losses';
import type { LossValues } from '../steps/step';

/** Readings that a judgement rests on. */
const WINDOW = 100;
/** A discriminator's losses on truth and output together: at chance they are 2 ln 2 = 1.39. */
const CERTAIN = 0.05;
const FOOLED = 2 * 2 * Math.LN2;
/** Below these a discriminator tells nothing, whatever it is shown. */
const LEAST_DIFFERENCE = 1e-6;
const LEAST_NORM = 1e-9;
/** The adversarial term over the terms that know the ground truth. */
const MOST_SHARE = 10;

/** Means of a window, by the names of the logs. */
type Means = Readonly<Record<string, number>>;

interface Judgement {
  readonly what: string;
  /** A sentence with numbers where something is wrong. */
  readonly judge: (means: Means, largest: Means) => string | undefined;
}

const shown = (value: number): string => value.toPrecision(3);

const JUDGEMENTS: readonly Judgement[] = [
  {
    what: 'dead',
    judge: (_, { difference = 1, grad_norm_d: norm = 1 }) => {
      if (norm < LEAST_NORM)
        return `the discriminator is dead: its gradient's norm was at most ${shown(norm)}. Lower optimD.lr and start from before it died, or start a new discriminator`;
      if (difference < LEAST_DIFFERENCE)
        return `the discriminator is dead: its outputs on truth and output differed by at most ${shown(difference)}. Lower optimD.lr and start from before it died, or start a new discriminator`;
      return undefined;
    },
  },
  {
    what: 'certain',
    judge: ({ doubt }) =>
      doubt !== undefined && doubt < CERTAIN
        ? `the discriminator is too strong: l_d_real + l_d_fake is ${shown(doubt)}, at chance it were 1.39, so that the generator learns little from it. Lower optimD.lr, or raise optimG.lr or pixel.weight`
        : undefined,
  },
  {
    what: 'fooled',
    judge: ({ doubt }) =>
      doubt !== undefined && doubt > FOOLED
        ? `the discriminator is too weak: l_d_real + l_d_fake is ${shown(doubt)}, at chance it were 1.39. Raise optimD.lr, or let it learn alone first (netDInitIters)`
        : undefined,
  },
  {
    what: 'outweighs',
    judge: ({ l_g_gan: gan, content }) =>
      gan !== undefined && content !== undefined && Math.abs(gan) > MOST_SHARE * content
        ? `the adversarial loss outweighs what knows the ground truth: |l_g_gan| is ${shown(Math.abs(gan))}, the other terms are ${shown(content)}. Lower the weight of the GAN`
        : undefined,
  },
];

/**
 * Watches the balance of generator and discriminator. A judgement needs a whole window of readings, and is given once, and again
 * only after it had passed.
 */
export class AdversaryGuard {
  readonly #type: GanType;
  readonly #window: LossValues[] = [];
  readonly #told = new Set<string>();

  /** @param type of the GAN: sums of losses are judged where their value at chance is known. */
  constructor(type: GanType) {
    this.#type = type;
  }

  /** @returns warnings after the losses of an iteration. */
  see(losses: LossValues): string[] {
    const { out_d_real: real, out_d_fake: fake, l_d_real: lossReal, l_d_fake: lossFake } = losses;
    if (real === undefined || fake === undefined || lossReal === undefined || lossFake === undefined)
      return [];
    const content = ['l_g_pix', 'l_g_percep', 'l_g_style', 'l_g_texture'].map((name) => losses[name] ?? 0);
    this.#window.push({
      ...losses,
      difference: Math.abs(real - fake),
      ...(this.#type === 'vanilla' && { doubt: lossReal + lossFake }),
      ...(losses['l_g_gan'] !== undefined && { content: content.reduce((a, b) => a + b, 0) }),
    });
    if (this.#window.length < WINDOW) return [];
    if (this.#window.length > WINDOW) this.#window.shift();
    const [means, largest] = [
      this.#over((values) => values.reduce((a, b) => a + b, 0) / values.length),
      this.#over((values) => Math.max(...values)),
    ];
    return JUDGEMENTS.flatMap(({ what, judge }) => {
      const sentence = judge(means, largest);
      if (sentence === undefined) this.#told.delete(what);
      if (sentence === undefined || this.#told.has(what)) return [];
      this.#told.add(what);
      return [`over ${WINDOW} iterations ${sentence}`];
    });
  }

  #over(of: (values: readonly number[]) => number): Means {
    const names = new Set(this.#window.flatMap((losses) => Object.keys(losses)));
    return Object.fromEntries(
      [...names].map((name) => [name, of(this.#window.flatMap((losses) => losses[name] ?? []))]),
    );
  }

  /** Forgets what it saw: training went back. */
  reset(): void {
    this.#window.length = 0;
  }
}
