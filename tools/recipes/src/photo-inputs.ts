import { type DegradationOptions, degradationOptions } from '@srkit/degradation';

/** A kind of pictures that `srkit-photo-x4` learns to enlarge. */
export interface PhotoInputs {
  readonly name: string;
  /** What they are made from over their own size. */
  readonly scale: number;
  /** How they are made; null: the pictures are taken as they are. */
  readonly options: DegradationOptions | null;
  /** Share of the pictures that are degraded. */
  readonly share: number;
  /** Share of the steps. */
  readonly weight: number;
}

/** What a camera, one reduction and one careful JPEG leave behind: such photos must not be smeared. */
const mild = (scale: number): DegradationOptions => {
  const preset = degradationOptions(scale === 4 ? 'x4plus' : 'x2plus', { gtSize: null });
  const [first] = preset.stages;
  if (!first) throw new Error('A preset without stages.');
  return {
    ...preset,
    sharpen: false,
    stages: [
      {
        ...first,
        blurProb: 0.6,
        blurSigma: [0.2, 1.2],
        sincProb: 0.05,
        resizeProb: [0.1, 0.3, 0.6],
        resizeRange: [0.6, 1.2],
        noiseRange: [0.5, 8],
        poissonScaleRange: [0.02, 0.5],
        jpegRange: null,
      },
    ],
    final: { ...preset.final, sincProb: 0.3, jpegRange: [60, 97] },
  };
};

const secondOrder = (preset: 'x4plus' | 'x2plus'): DegradationOptions =>
  degradationOptions(preset, { gtSize: null });

/**
 * Real-ESRGAN's degradation, a milder one, and pictures as they are. The training photos are small: reduced by 4 they show more
 * in 64 pixels than photos do that people enlarge. So half of the steps learn from photos reduced by 2, or not at all,
 * for which there is the teacher and no ground truth.
 */
export const PHOTO_INPUTS: readonly PhotoInputs[] = [
  { name: 'second-order-4', scale: 4, options: secondOrder('x4plus'), share: 0.5, weight: 0.35 },
  { name: 'mild-4', scale: 4, options: mild(4), share: 0.2, weight: 0.15 },
  { name: 'second-order-2', scale: 2, options: secondOrder('x2plus'), share: 0.15, weight: 0.2 },
  { name: 'mild-2', scale: 2, options: mild(2), share: 0.15, weight: 0.15 },
  { name: 'untouched', scale: 1, options: null, share: 0, weight: 0.15 },
];
