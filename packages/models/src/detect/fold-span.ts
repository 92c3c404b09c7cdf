import { type NamedTensor, toFloat32 } from '@srkit/checkpoints';
import type { Shapes } from './shapes';

/** Parts of one of SPAN's convolutions while it learns: 1x1, 3x3 and 1x1 in a row, and a 1x1 beside them. */
const PARTS = ['sk', 'conv.0', 'conv.1', 'conv.2'].flatMap((part) => [`${part}.weight`, `${part}.bias`]);
const BRANCH = /^(.*)\.(sk|conv\.[012])\.(weight|bias)$/;
const FOLDED = /^(.*)\.eval_conv\.(weight|bias)$/;
const TAPS = 9;

/** What a state_dict with such convolutions becomes: their folded filters, as the official code computes them to evaluate. */
export interface Folding {
  readonly shapes: Shapes;
  tensors(given: AsyncIterable<NamedTensor> | Iterable<NamedTensor>): AsyncGenerator<NamedTensor, void>;
}

/**
 * One 3x3 filter and its bias of all parts. The first bias is seen beyond the border too: the official form pads the picture
 * first.
 */
const folded = (name: string, parts: ReadonlyMap<string, NamedTensor>): NamedTensor[] => {
  const values = (part: string): Float32Array => toFloat32(parts.get(part)!);
  const [middle, inChannels] = parts.get('conv.0.weight')!.shape as [number, number];
  const [wide] = parts.get('conv.1.weight')!.shape as [number];
  const [outChannels] = parts.get('conv.2.weight')!.shape as [number];
  const [w0, b0, w1, b1] = ['conv.0.weight', 'conv.0.bias', 'conv.1.weight', 'conv.1.bias'].map(values) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  // The first two: [wide, in, 3, 3].
  const inner = new Float64Array(wide * inChannels * TAPS);
  const innerBias = Float64Array.from(b1);
  for (let o = 0; o < wide; o++) {
    for (let m = 0; m < middle; m++) {
      for (let tap = 0; tap < TAPS; tap++) {
        const weight = w1[(o * middle + m) * TAPS + tap]!;
        innerBias[o]! += weight * b0[m]!;
        for (let i = 0; i < inChannels; i++) {
          inner[(o * inChannels + i) * TAPS + tap]! += weight * w0[m * inChannels + i]!;
        }
      }
    }
  }
  const [w2, b2] = [values('conv.2.weight'), values('conv.2.bias')];
  const [skip, skipBias] = [values('sk.weight'), values('sk.bias')];
  const filter = new Float32Array(outChannels * inChannels * TAPS);
  const bias = new Float32Array(outChannels);
  const row = new Float64Array(inChannels * TAPS);
  for (let o = 0; o < outChannels; o++) {
    row.fill(0);
    let sum = b2[o]! + skipBias[o]!;
    for (let m = 0; m < wide; m++) {
      const weight = w2[o * wide + m]!;
      sum += weight * innerBias[m]!;
      for (let k = 0; k < row.length; k++) row[k]! += weight * inner[m * row.length + k]!;
    }
    for (let i = 0; i < inChannels; i++) row[i * TAPS + 4]! += skip[o * inChannels + i]!;
    filter.set(row, o * row.length);
    bias[o] = sum;
  }
  return [
    { name: `${name}.eval_conv.weight`, dtype: 'F32', shape: [outChannels, inChannels, 3, 3], data: filter },
    { name: `${name}.eval_conv.bias`, dtype: 'F32', shape: [outChannels], data: bias },
  ];
};

/** Whether shapes follow from each other, so that they can be folded. */
const fits = (shapes: Shapes, name: string): boolean => {
  const of = (part: string): string | undefined => shapes.get(`${name}.${part}`)?.shape.join();
  const [middle, inChannels] = shapes.get(`${name}.conv.0.weight`)?.shape ?? [];
  const [wide] = shapes.get(`${name}.conv.1.weight`)?.shape ?? [];
  const [outChannels] = shapes.get(`${name}.conv.2.weight`)?.shape ?? [];
  const expected: Readonly<Record<string, string>> = {
    'sk.weight': `${outChannels},${inChannels},1,1`,
    'sk.bias': `${outChannels}`,
    'conv.0.weight': `${middle},${inChannels},1,1`,
    'conv.0.bias': `${middle}`,
    'conv.1.weight': `${wide},${middle},3,3`,
    'conv.1.bias': `${wide}`,
    'conv.2.weight': `${outChannels},${wide},1,1`,
    'conv.2.bias': `${outChannels}`,
  };
  return PARTS.every((part) => of(part) === expected[part]);
};

/**
 * Folds the convolutions of a SPAN that was saved while it learned (its released checkpoints are of that kind). What such a
 * file has as the folded filter is as old as the last evaluation, or an average of such, and is not read. Undefined where
 * there is nothing to fold; convolutions with parts that do not fit stay as they are, and are refused when they are loaded.
 */
export const foldSpan = (shapes: Shapes): Folding | undefined => {
  if (!shapes.has('conv_1.sk.weight')) return undefined;
  const names = new Set(
    [...shapes.keys()]
      .map((key) => BRANCH.exec(key)?.[1])
      .filter((name) => name !== undefined)
      .filter((name) => fits(shapes, name)),
  );
  if (names.size === 0) return undefined;
  const isPart = (key: string): boolean => names.has(BRANCH.exec(key)?.[1] ?? '');
  const isOld = (key: string): boolean => names.has(FOLDED.exec(key)?.[1] ?? '');
  async function* tensors(
    given: AsyncIterable<NamedTensor> | Iterable<NamedTensor>,
  ): AsyncGenerator<NamedTensor, void> {
    const waiting = new Map<string, Map<string, NamedTensor>>();
    for await (const tensor of given) {
      if (isOld(tensor.name)) continue;
      if (!isPart(tensor.name)) {
        yield tensor;
        continue;
      }
      const [, name, part, what] = BRANCH.exec(tensor.name) as unknown as [string, string, string, string];
      const parts = waiting.get(name) ?? new Map<string, NamedTensor>();
      waiting.set(name, parts.set(`${part}.${what}`, tensor));
      if (parts.size < PARTS.length) continue;
      waiting.delete(name);
      yield* folded(name, parts);
    }
  }
  const left = [...shapes].filter(([key]) => !isPart(key) && !isOld(key));
  const made = [...names].flatMap((name): [string, { shape: readonly number[] }][] => {
    const [outChannels] = shapes.get(`${name}.conv.2.weight`)!.shape as [number];
    const [, inChannels] = shapes.get(`${name}.conv.0.weight`)!.shape as [number, number];
    return [
      [`${name}.eval_conv.weight`, { shape: [outChannels, inChannels, 3, 3] }],
      [`${name}.eval_conv.bias`, { shape: [outChannels] }],
    ];
  });
  return { shapes: new Map([...left, ...made]), tensors };
};
