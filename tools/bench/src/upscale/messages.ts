/** What the parent asks of a child; the child answers each question once, after a first `ready`. */
export type Question = 'run' | 'verify';

export type Answer =
  | { readonly kind: 'ready' /** Peak before anything was loaded. */; readonly emptyBytes: number }
  | { readonly kind: 'ran'; readonly seconds: number; readonly peakBytes: number }
  | {
      readonly kind: 'verified';
      readonly layout: 'nhwc' | 'nchw';
      readonly samples: 'float32' | 'uint16';
      readonly about: string;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Where a child leaves its output for comparison. */
export const outputFile = (runtime: string): string => `output-${runtime}.bin`;
