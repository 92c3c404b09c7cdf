import type { StateDict } from '@srkit/checkpoints';
import { detectArchitecture, RRDBNet, SRVGGNetCompact, type SuperResolutionNetwork } from '@srkit/models';
import { expect, test } from 'vitest';
import { exportNetwork } from './export-network';

interface Model {
  readonly graph: {
    readonly node: readonly {
      readonly op_type: string;
      readonly input: readonly string[];
      readonly output: readonly string[];
    }[];
    readonly initializer: readonly { readonly name: string }[];
    readonly input: readonly { readonly name: string }[];
    readonly output: readonly { readonly name: string; readonly type: unknown }[];
  };
}

const zeros = (network: SuperResolutionNetwork): StateDict =>
  new Map(
    [...network.namedParameters()].map(([name, { shape, size }]) => [
      name,
      { name, dtype: 'F32', shape, data: new Float32Array(size) },
    ]),
  );

test.each([
  ['RRDBNet', () => new RRDBNet({ numFeat: 4, numGrowCh: 2, numBlock: 2 }, { deferred: true })],
  ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 4, numConv: 2 }, { deferred: true })],
])('%s: every node reads only what is there before it, and every weight is read', (_, create) => {
  const state = zeros(create());
  const { graph } = exportNetwork(detectArchitecture(state), state, { width: 6, height: 5 }) as Model;
  const known = new Set([...graph.initializer, ...graph.input].map(({ name }) => name));
  const read = new Set<string>();
  for (const { input, output } of graph.node) {
    for (const name of input.filter((n) => n !== '')) {
      expect(known).toContain(name);
      read.add(name);
    }
    for (const name of output) {
      expect(known).not.toContain(name);
      known.add(name);
    }
  }
  expect(known).toContain(graph.output[0]?.name);
  expect([...state.keys()].filter((name) => !read.has(name))).toEqual([]);
  expect(JSON.stringify(graph.output[0]?.type)).toContain('{"dim_value":20},{"dim_value":24}');
});
