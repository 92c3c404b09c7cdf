import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { startSrkitWasm } from '@srkit/backend-wasm';
import { Graph, type Module } from '@srkit/nn';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBand } from '../../nn/src/testing/run-band';
import { RRDBNet } from './networks/rrdbnet';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import { ContrasExtractorLayer } from './reference/contras-extractor';
import { LEVELS } from './reference/levels';
import { MRAPARestorationNet } from './reference/mrapa-restoration-net';
import type { ReferenceRestorationNet } from './reference/reference-restoration-net';
import { RestorationNet } from './reference/restoration-net';
import { VGGFeatureExtractor } from './vgg/vgg-feature-extractor';

const DEFERRED = { deferred: true };
const SMALL = { numFeat: 4, numBlock: 1, numGrowCh: 4 };
const REFERENCE = { ngf: 2, nBlocks: 1, groups: 1 };
const NO_BLOCKS = { ...REFERENCE, nBlocks: 0 };

interface Described {
  readonly network: Module;
  readonly graph: Graph;
  /** Height and width of the picture. */
  readonly size: readonly [number, number];
}

const enlarging = (network: RRDBNet | SRVGGNetCompact): Described => ({
  network,
  graph: network.graph,
  size: [60, 8],
});
const restoring = (network: ReferenceRestorationNet, references: number): Described => ({
  network,
  graph: network.graph(references),
  // No multiple of 4, to which the official fusion pads.
  size: [10, 4],
});
const extracting = (network: VGGFeatureExtractor): Described => ({
  network,
  graph: network.graph,
  size: [26, 8],
});

const CASES: Readonly<Record<string, () => Described>> = {
  'RRDBNet x4': () => enlarging(new RRDBNet({ ...SMALL, numBlock: 2 }, DEFERRED)),
  'RRDBNet x2': () => enlarging(new RRDBNet({ ...SMALL, scale: 2 }, DEFERRED)),
  'RRDBNet x1': () => enlarging(new RRDBNet({ ...SMALL, scale: 1 }, DEFERRED)),
  'SRVGGNetCompact x4': () => enlarging(new SRVGGNetCompact({ numFeat: 4, numConv: 3 }, DEFERRED)),
  'SRVGGNetCompact x3': () =>
    enlarging(new SRVGGNetCompact({ numFeat: 4, upscale: 3, numConv: 0 }, DEFERRED)),
  RestorationNet: () => restoring(new RestorationNet(REFERENCE, DEFERRED), 1),
  MRAPARestorationNet: () => restoring(new MRAPARestorationNet(REFERENCE, DEFERRED), 2),
  ContrasExtractorLayer: () => extracting(new ContrasExtractorLayer({}, DEFERRED)),
  'VGGFeatureExtractor to pool2': () =>
    extracting(new VGGFeatureExtractor({ layers: ['relu1_1', 'pool2'] }, DEFERRED)),
};

/** Pixels of the features of a reference to one of the picture, were they of one size. */
const wholeScale = (channels: number): number =>
  LEVELS.find((level) => level.channels === channels)?.scale ?? 1;

/** What the graph is given: `height` rows of a picture, pre-offsets of a pixel or less, features of other sizes. */
const inputsOf = ({ graph: { inputs }, size: [height, width] }: Described): tf.Tensor4D[] =>
  inputs.map(({ channels, grid, op }, i) => {
    const random = (h: number, w: number) =>
      tf.randomUniform<tf.Rank.R4>([1, h, w, channels], -1, 1, 'float32', i);
    const scale = wholeScale(channels);
    if (op.kind === 'input' && op.whole) return random((height + 2) * scale, (width - 1) * scale);
    return random(height * grid.up, width * grid.up);
  });

const difference = (a: tf.Tensor, b: tf.Tensor): number =>
  tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number;

beforeAll(async () => {
  await tf.setBackend('wasm');
});

describe.each(Object.entries(CASES))('%s', (_name, make) => {
  let made: Described;
  beforeAll(() => {
    made = make();
  });
  afterAll(() => made.network.dispose());

  it('describes every parameter', () => {
    expect(made.graph.facts.parameterCount).toBe(made.network.parameterCount);
  });

  it('computes bands of rows from bands of rows', () => {
    tf.tidy(() => {
      const { graph, network } = made;
      const [height] = made.size;
      const given = inputsOf(made);
      // The first output; VGG's others are on the way.
      const first = new Graph(graph.inputs, graph.outputs.slice(0, 1));
      const whole = first.run(given)[0]!;
      const { scale } = first;
      for (const [start, end] of [
        [0, 4],
        [4, 8],
        [8, height],
      ] as const) {
        const band = runBand(first, given, [start, end]);
        const rows = tf.slice(
          whole,
          [0, start * scale, 0, 0],
          [1, Math.floor((end - start) * scale), whole.shape[2], whole.shape[3]],
        );
        expect(difference(band, rows), `${network.typeName} ${start}..${end}`).toBeLessThan(1e-5);
      }
    });
  });
});

/** Positive weights along columns, without bias: what depends on a pixel differs from zero. */
const columnsOnly = (network: Module): void => {
  for (const [name, parameter] of network.namedParameters()) {
    const [, inChannels = 1, kh = 1, kw = 1] = parameter.shape;
    const isWeight = parameter.shape.length === 4;
    const values = new Float32Array(parameter.size);
    if (isWeight) {
      const centre = (kw - 1) / 2;
      for (let i = 0; i < values.length; i++) if (i % kw === centre) values[i] = 1 / (inChannels * kh);
    } else if (!name.endsWith('bias')) values.fill(0.25);
    parameter.load(values);
  }
};

/** Rows of the picture, in whole blocks, on which an output row depends at most, from what changes with one row. */
const measuredHalo = (graph: Graph, [height, width]: readonly [number, number], touch: number): number =>
  tf.tidy(() => {
    const given = graph.inputs.map(({ channels, grid, op }) => {
      const isWhole = op.kind === 'input' && op.whole;
      const scale = isWhole ? wholeScale(channels) : grid.up;
      const shape: [number, number, number, number] = [1, height * scale, width * scale, channels];
      return isWhole ? tf.ones<tf.Rank.R4>(shape) : tf.zeros<tf.Rank.R4>(shape);
    });
    const [picture, ...rest] = given as [tf.Tensor4D, ...tf.Tensor4D[]];
    const run = (x: tf.Tensor4D) => graph.run([x, ...rest])[0]!;
    const before = run(picture).dataSync();
    const block = Math.max(graph.facts.inputMultiple, 1 / graph.scale);
    const middle = Math.floor(height / 2 / block) * block;
    const changedRows = (row: number): number[] => {
      const touched = Float32Array.from(picture.dataSync());
      const rowSize = touched.length / height;
      touched.fill(touch, row * rowSize, (row + 1) * rowSize);
      const y = run(tf.tensor(touched, picture.shape));
      const outputRow = y.size / y.shape[1];
      const changed = new Set<number>();
      y.dataSync().forEach((value, i) => {
        if (value !== before[i]) changed.add(Math.floor(i / outputRow));
      });
      return [...changed].sort((a, b) => a - b);
    };
    const blockOf = (outputRow: number) => Math.floor(outputRow / graph.scale / block) * block;
    const below = blockOf(changedRows(middle).at(-1)!) - middle;
    const above = middle - blockOf(changedRows(middle + block - 1)[0]!);
    return Math.max(below, above);
  });

describe('the receptive field', () => {
  const heightFor = (halo: number) => 4 * Math.ceil(halo / 2) + 8;

  it.each([
    ['RRDBNet x4', () => enlarging(new RRDBNet(SMALL, DEFERRED)), 19],
    ['RRDBNet x2', () => enlarging(new RRDBNet({ ...SMALL, scale: 2 }, DEFERRED)), 38],
    ['RRDBNet x1', () => enlarging(new RRDBNet({ ...SMALL, scale: 1 }, DEFERRED)), 76],
    ['SRVGGNetCompact', () => enlarging(new SRVGGNetCompact({ numFeat: 4, numConv: 3 }, DEFERRED)), 5],
    [
      'VGGFeatureExtractor',
      () => extracting(new VGGFeatureExtractor({ layers: ['relu2_1'], useInputNorm: false }, DEFERRED)),
      4,
    ],
  ] as const)('of %s is what the description says', (_name, make, known) => {
    const { network, graph } = make();
    columnsOnly(network);
    expect(graph.facts.halo).toBe(known);
    expect(measuredHalo(graph, [heightFor(known), 4], 1e6)).toBe(known);
    network.dispose();
  });

  it('of RestorationNet is what the description says, but for a row that saturated masks hide', () => {
    const { network, graph } = restoring(new RestorationNet(NO_BLOCKS, DEFERRED), 1);
    columnsOnly(network);
    const { halo } = graph.facts;
    const measured = measuredHalo(graph, [heightFor(halo), 4], 1e6);
    expect(measured).toBeLessThanOrEqual(halo);
    expect(measured).toBeGreaterThanOrEqual(halo - 1);
    network.dispose();
  });

  it('of the released networks is the published depth', () => {
    expect(new RRDBNet({}, DEFERRED).halo).toBe(349);
    expect(new RRDBNet({ scale: 2 }, DEFERRED).halo).toBe(698);
    expect(new RRDBNet({ scale: 2 }, DEFERRED).reconstructHalo).toBe(4);
    expect(new SRVGGNetCompact({ numConv: 32 }, DEFERRED).halo).toBe(34);
  });
});

it('counts the multiply-adds that PyTorch counts', () => {
  // RRDBNet(64, 23): 16.7 M weights at the features' resolution but for the last four layers, at 4 and 16 times.
  const { multiplyAdds } = new RRDBNet({}, DEFERRED).graph.facts;
  const dense = [64, 96, 128, 160].reduce((sum, width) => sum + 9 * width * 32, 9 * 192 * 64);
  const low = 9 * 3 * 64 + 69 * dense + 9 * 64 * 64;
  expect(multiplyAdds).toBe(low + 4 * 9 * 64 * 64 + 16 * (2 * 9 * 64 * 64 + 9 * 64 * 3));
});

describe('peak memory', () => {
  // Each holds more than those before it, because a backend tells the most that it ever held.
  const networks: readonly [string, () => RRDBNet | SRVGGNetCompact, number][] = [
    ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 32, numConv: 4 }), 64],
    ['RRDBNet x2', () => new RRDBNet({ numFeat: 16, numBlock: 2, numGrowCh: 8, scale: 2 }), 128],
    ['RRDBNet x4', () => new RRDBNet({ numFeat: 16, numBlock: 2, numGrowCh: 8 }), 128],
  ];

  it.each(networks)("of %s's tensors is what the description says", (_name, make, side) => {
    const network = make();
    const x = tf.zeros<tf.Rank.R4>([1, side, side, 3]);
    network.forward(x).dispose();
    const { state } = tf.engine();
    const start = state.numBytes - x.size * 4;
    let peak = 0;
    const track = tf.engine().trackTensor;
    tf.engine().trackTensor = function (...args) {
      track.apply(this, args);
      peak = Math.max(peak, state.numBytes - start);
    };
    network.forward(x).dispose();
    tf.engine().trackTensor = track;
    const described = network.graph.facts.peakBytes * side * side;
    // Results are described, not the small tables that some operations hold beside them.
    expect(peak).toBeLessThan(1.001 * described);
    expect(peak).toBeGreaterThan(0.9 * described);
    x.dispose();
    network.dispose();
  });

  it.each(networks)(
    'of %s on srkit-wasm is within 1.5 times that, transformed filters included',
    async (_name, make, side) => {
      const backend = await startSrkitWasm();
      const network = make();
      const x = tf.zeros<tf.Rank.R4>([1, side, side, 3]);
      const used = backend.memory().wasmUsedBytes;
      network.forward(x).dispose();
      const peak = backend.memory().wasmPeakBytes - used;
      const described = network.graph.facts.peakBytes * side * side;
      expect(peak).toBeLessThan(1.5 * described);
      expect(peak).toBeGreaterThan(0.5 * described);
      x.dispose();
      network.dispose();
      await tf.setBackend('wasm');
    },
  );
});
