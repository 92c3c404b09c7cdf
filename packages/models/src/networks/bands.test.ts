import '@tensorflow/tfjs';
import { startSrkitWasm } from '@srkit/backend-wasm';
import { DeviceError } from '@srkit/core';
import {
  bandFacts,
  bandLimits,
  bandMoves,
  type Graph,
  type GraphNode,
  type Made,
  type Module,
  type Rows,
  runBands,
} from '@srkit/nn';
import { concat, memory, randomUniform, setBackend, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ContrasExtractorLayer } from '../reference/contras-extractor';
import { MRAPARestorationNet } from '../reference/mrapa-restoration-net';
import { RestorationNet } from '../reference/restoration-net';
import { VGGFeatureExtractor } from '../vgg/vgg-feature-extractor';
import { CARN } from './carn';
import { EDSR } from './edsr';
import { RRDBNet } from './rrdbnet';
import { SPAN } from './span';
import { SRVGGNetCompact } from './srvgg-net-compact';
import type { SuperResolutionNetwork } from './super-resolution-network';

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly band: number;
  readonly axis: 1 | 2;
}

const cutRows = (x: Tensor4D, axis: 1 | 2, start: number, end: number): Tensor4D => {
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  const size = [...x.shape] as [number, number, number, number];
  begin[axis] = start;
  size[axis] = end - start;
  return slice(x, begin, size);
};

/** Runs in bands, and joins them; `onMade` sees each. */
const inBands = (
  network: SuperResolutionNetwork,
  picture: Tensor4D,
  { band, axis }: Pick<Case, 'band' | 'axis'>,
  onMade: (made: Made) => void = () => {},
): Tensor4D => {
  const { graph } = network;
  const parts: Tensor4D[] = [];
  const most = ({ grid }: GraphNode) => Math.max(1, Math.round((band * grid.up) / grid.down));
  for (const { made } of runBands(graph, {
    rows: picture.shape[axis],
    most,
    axis,
    read: ({ start, end }) => cutRows(picture, axis, start, end),
  })) {
    if (!made) continue;
    parts.push(made.value);
    onMade(made);
  }
  const whole = concat(parts, axis);
  for (const part of parts) part.dispose();
  return whole;
};

const pictureOf = ({ rows, columns, axis }: Case, channels = 3): Tensor4D =>
  axis === 1
    ? randomUniform([1, rows, columns, channels], 0, 1, 'float32', 7)
    : randomUniform([1, columns, rows, channels], 0, 1, 'float32', 7);

/** Large weights: what a missing row of the past does is not lost in rounding. */
const NETWORKS: readonly (readonly [string, () => SuperResolutionNetwork])[] = [
  ['RRDBNet x4', () => new RRDBNet({ numFeat: 8, numBlock: 2, numGrowCh: 4 })],
  ['RRDBNet x4 that no kernel fuses', () => new RRDBNet({ numFeat: 6, numBlock: 1, numGrowCh: 3 })],
  ['RRDBNet x2', () => new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4, scale: 2 })],
  ['RRDBNet x1', () => new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4, scale: 1 })],
  ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 8, numConv: 4 })],
  ['SPAN', () => new SPAN({ numFeat: 8, numBlock: 2, upscale: 2, norm: false })],
  ['CARN-M', () => new CARN({ numFeat: 8, groups: 2, mobile: true })],
  ['EDSR', () => new EDSR({ numFeat: 8, numBlock: 2, upscale: 2 })],
];

const enlargeWeights = (network: Module, factor: number): void => {
  for (const [name, { variable }] of network.namedParameters()) {
    if (!name.endsWith('weight')) continue;
    const larger = tidy(() => variable.mul(factor));
    variable.assign(larger);
    larger.dispose();
  }
};

const greatest = (a: Tensor4D, b: Tensor4D): number =>
  tidy(() => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]!);

describe.each(NETWORKS)('%s in bands', (_, build) => {
  test('is the network on the whole picture, whatever sizes and bands', () => {
    const network = build();
    enlargeWeights(network, 2);
    const multiple = network.inputMultiple;
    const before = memory().numTensors;
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 1, max: 24 }).map((n) => n * multiple),
          columns: fc.integer({ min: 1, max: 9 }).map((n) => n * multiple),
          band: fc.integer({ min: 1, max: 13 }).map((n) => n * multiple),
          axis: fc.constantFrom(1 as const, 2 as const),
        }),
        (c) => {
          const picture = pictureOf(c);
          const whole = network.forward(picture);
          let next = 0;
          const bands = inBands(network, picture, c, ({ start, end, value }) => {
            expect(start).toBe(next);
            expect(value.shape[c.axis]).toBe(end - start);
            next = end;
          });
          expect(bands.shape).toEqual(whole.shape);
          expect(greatest(bands, whole)).toBeLessThan(1e-5);
          for (const tensor of [picture, whole, bands]) tensor.dispose();
        },
      ),
      { numRuns: 40 },
    );
    expect(memory().numTensors).toBe(before);
    network.dispose();
  });

  test('holds no more than what is foretold', () => {
    const network = build();
    const rows = 96 * network.inputMultiple;
    const columns = 16 * network.inputMultiple;
    const picture = pictureOf({ rows, columns, band: 0, axis: 1 });
    const band = 8 * network.inputMultiple;
    const most = ({ grid }: GraphNode) => Math.max(1, Math.round((band * grid.up) / grid.down));
    const facts = bandFacts(network.graph, { rows, most });
    const before = memory().numBytes;
    let held = 0;
    const bands = runBands(network.graph, {
      rows,
      most,
      read: ({ start, end }) => cutRows(picture, 1, start, end),
    });
    let done = 0;
    for (const { made, multiplyAdds } of bands) {
      made?.value.dispose();
      expect(multiplyAdds).toBeGreaterThanOrEqual(done);
      done = multiplyAdds;
      held = Math.max(held, memory().numBytes - before);
    }
    expect(held).toBeLessThanOrEqual(facts.peakBytesPerColumn * columns);
    expect(held).toBeGreaterThan(0.2 * facts.carriedBytesPerColumn * columns);
    expect(facts.work).toBeGreaterThanOrEqual(1);
    expect(done / facts.multiplyAddsPerColumn).toBeCloseTo(1, 9);
    picture.dispose();
    network.dispose();
  });
});

/** A graph of several inputs and outputs, in one piece and in bands. */
const compareInBands = (
  graph: Graph,
  given: readonly Tensor4D[],
  { rows, band }: { readonly rows: number; readonly band: number },
): void => {
  const expected = graph.run(given);
  const whole = new Map(graph.inputs.map((node, i) => [node, given[i]!]));
  const parts = new Map<GraphNode, Tensor4D[]>(graph.outputs.map((node) => [node, []]));
  const most = ({ grid }: GraphNode) => Math.max(1, Math.round((band * grid.up) / grid.down));
  const read = ({ node, start, end }: Rows) => cutRows(whole.get(node)!, 1, start, end);
  for (const { made } of runBands(graph, { rows, most, read, whole })) {
    if (made) parts.get(made.node)!.push(made.value);
  }
  graph.outputs.forEach((node, i) => {
    const joined = concat(parts.get(node)!, 1);
    expect(joined.shape).toEqual(expected[i]!.shape);
    expect(greatest(joined, expected[i]!)).toBeLessThan(1e-4);
    for (const tensor of [joined, expected[i]!, ...parts.get(node)!]) tensor.dispose();
  });
};

describe.each([
  ['RestorationNet', 1, () => new RestorationNet({ ngf: 8, nBlocks: 1 })],
  ['MRAPARestorationNet', 3, () => new MRAPARestorationNet({ ngf: 8, nBlocks: 1 })],
] as const)('%s', (_, count, build) => {
  test('restores in bands, whatever the bands, from references of any size', () => {
    const network = build();
    for (const [name, { variable }] of network.namedParameters()) {
      // The learned offsets start at zero, and would not show where they are read.
      if (/offset|mask/.test(name)) variable.assign(randomUniform(variable.shape, -0.2, 0.2, 'float32', 3));
    }
    const before = memory().numTensors;
    for (const [rows, columns, band] of [
      [22, 12, 5],
      [17, 10, 7],
    ] as const) {
      const graph = network.graph(count);
      const given = graph.inputs.map(({ channels, grid, op }, i) => {
        const scale = grid.up / grid.down;
        const isWhole = op.kind === 'input' && op.whole;
        const size = isWhole ? [30 + 2 * i, 26] : [rows * scale, columns * scale];
        const [low, high] = isWhole || channels === 3 ? [0, 1] : [-6, 6];
        return randomUniform([1, size[0]!, size[1]!, channels], low, high, 'float32', i + 1) as Tensor4D;
      });
      compareInBands(graph, given, { rows, band });
      for (const tensor of given) tensor.dispose();
    }
    expect(memory().numTensors).toBe(before);
    network.dispose();
  });
});

test.each([
  [38, 8],
  [33, 4],
  [32, 16],
])('features of VGG, of %i rows in bands of %i', (rows, band) => {
  const network = new VGGFeatureExtractor({ layers: ['relu1_1', 'relu2_1', 'relu3_1'] });
  const picture = randomUniform([1, rows, 20, 3], 0, 1, 'float32', 5) as Tensor4D;
  compareInBands(network.graph, [picture], { rows, band });
  picture.dispose();
  network.dispose();
});

test('features of the contrastive extractor, in bands', () => {
  const network = new ContrasExtractorLayer();
  enlargeWeights(network, 2);
  for (const [rows, band] of [
    [38, 8],
    [29, 4],
  ] as const) {
    const picture = randomUniform([1, rows, 20, 3], 0, 1, 'float32', 5) as Tensor4D;
    compareInBands(network.graph, [picture], { rows, band });
    picture.dispose();
  }
  network.dispose();
});

test('between the first bands and the last, steps are run on one shape, and those that enlarge on three at most', () => {
  const { graph } = new RRDBNet({}, { deferred: true });
  for (const band of [64, 73, 128]) {
    const shapes = new Map<string, Map<string, number>>();
    for (const { step, reads } of bandMoves(graph, { rows: 1500, most: bandLimits(graph, band) })) {
      if (!step) continue;
      const { name } = step.group?.output ?? step.nodes[0]!;
      const seen = shapes.get(name) ?? new Map<string, number>();
      const shape = reads.map(({ start, end }) => end - start).join();
      shapes.set(name, seen.set(shape, (seen.get(shape) ?? 0) + 1));
    }
    for (const [name, seen] of shapes) {
      const again = [...seen.values()].filter((times) => times > 2).length;
      expect(again, name).toBeLessThanOrEqual(/conv_(up|hr|last)/.test(name) ? 3 : 1);
    }
  }
});

test('nothing stays behind when it is ended in the middle, or when reading throws', () => {
  const network = new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 });
  const picture = pictureOf({ rows: 60, columns: 8, band: 0, axis: 1 });
  const before = memory().numTensors;
  const run = (read: (start: number, end: number) => Tensor4D) =>
    runBands(network.graph, { rows: 60, most: () => 6, read: ({ start, end }) => read(start, end) });
  for (const { made } of run((start, end) => cutRows(picture, 1, start, end))) {
    made?.value.dispose();
    if (made) break;
  }
  expect(memory().numTensors).toBe(before);
  const failing = run((start, end) => {
    if (start > 30) throw new Error('the file is gone');
    return cutRows(picture, 1, start, end);
  });
  expect(() => {
    for (const { made } of failing) made?.value.dispose();
  }).toThrow('the file is gone');
  expect(memory().numTensors).toBe(before);
});

test('nothing stays behind, wherever the memory runs out', async () => {
  const backend = await startSrkitWasm();
  const network = new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 });
  const picture = pictureOf({ rows: 30, columns: 8, band: 0, axis: 1 });
  const { output } = backend;
  let [calls, failAt] = [0, Number.POSITIVE_INFINITY];
  backend.output = function counted(...args) {
    if (calls++ === failAt) throw new DeviceError('E_DEVICE_MEMORY', 'the memory is full');
    return output.apply(this, args);
  };
  try {
    inBands(network, picture, { band: 8, axis: 1 }).dispose();
    const all = calls;
    const before = [memory().numTensors, backend.memory().wasmUsedBytes];
    for (failAt = 0; failAt < all; failAt++) {
      calls = 0;
      const parts: Tensor4D[] = [];
      expect(() => {
        inBands(network, picture, { band: 8, axis: 1 }, ({ value }) => parts.push(value)).dispose();
      }).toThrow('the memory is full');
      for (const part of parts) part.dispose();
      expect([memory().numTensors, backend.memory().wasmUsedBytes], `at ${failAt} of ${all}`).toEqual(before);
    }
  } finally {
    backend.output = output;
  }
  picture.dispose();
  network.dispose();
});

test('the released network costs a twelfth more in bands of 128 rows, and carries 0.35 MB for each column', () => {
  const { graph } = new RRDBNet({}, { deferred: true });
  const facts = bandFacts(graph, { rows: 1500, most: bandLimits(graph, 128) });
  expect(facts.work).toBeLessThan(1.12);
  expect(facts.carriedBytesPerColumn).toBeLessThan(360_000);
});
