import { MAX_COUNT } from '@srkit/nn';
import type { RRDBNetConfig, SRVGGNetCompactConfig } from '../configs';
import type { EfficientArchitecture } from './detect-efficient';
import { type EsrganLayout, esrganLayout, MAX_UPS, nameInLayout, rrdbShapes } from './esrgan-layouts';
import { convShape, type Shapes, shown, unknownNetwork } from './shapes';

/** A network of Real-ESRGAN, recognised from its names and shapes alone. */
type RealEsrganArchitecture =
  | { readonly name: 'RRDBNet'; readonly config: Required<RRDBNetConfig>; readonly layout: EsrganLayout }
  | { readonly name: 'SRVGGNetCompact'; readonly config: Required<SRVGGNetCompactConfig> };

/** A super-resolution network, recognised from its names and shapes alone. */
export type GeneratorArchitecture = RealEsrganArchitecture | EfficientArchitecture;

/** A network and, for each of its parameters, the file's name of it. */
export interface RecognisedGenerator {
  readonly architecture: RealEsrganArchitecture;
  /** Official name to the name in the file. */
  readonly names: ReadonlyMap<string, string>;
}

/** How many of `name(0)`, `name(1)`, ... are there. */
const consecutive = (shapes: Shapes, first: number, name: (i: number) => string): number => {
  let count = 0;
  while (shapes.has(name(first + count))) count++;
  return count;
};

type NumUp = Required<RRDBNetConfig>['numUp'];
type NamedLayout = Exclude<EsrganLayout, 'order'>;

const rrdbConfig = (shapes: Shapes, layout: NamedLayout): Required<RRDBNetConfig> => {
  const in_ = (official: string, numBlock = 0, numUp = 0) =>
    nameInLayout(official, layout, { numBlock, numUp });
  const numBlock = consecutive(shapes, 0, (b) => in_(`body.${b}.rdb1.conv1.weight`));
  const numUp = Math.min(
    MAX_UPS,
    consecutive(shapes, 1, (i) => in_(`conv_up${i}.weight`)),
  ) as NumUp;
  const [numFeat, input] = convShape(shapes, in_('conv_first.weight'));
  const [numOutCh] = convShape(shapes, in_('conv_last.weight', numBlock, numUp));
  const [numGrowCh] = convShape(shapes, in_('body.0.rdb1.conv1.weight'));
  return { ...inputOf(input, numOutCh, numUp), numOutCh, numUp, numFeat, numBlock, numGrowCh };
};

/** The pixel-unshuffled forms have 4 or 16 times the picture's channels; pictures have as many in as out. */
const inputOf = (
  input: number,
  numOutCh: number,
  numUp: number,
): Pick<Required<RRDBNetConfig>, 'numInCh' | 'scale'> => {
  const unshuffle = input === 4 * numOutCh ? 2 : input === 16 * numOutCh ? 4 : 1;
  const isWhole = unshuffle <= 2 ** numUp;
  return {
    numInCh: isWhole ? input / unshuffle ** 2 : input,
    scale: (2 ** numUp / (isWhole ? unshuffle : 1)) as Required<RRDBNetConfig>['scale'],
  };
};

const compactShapes = ({
  numInCh,
  numFeat,
  numConv,
  upscale,
  actType,
}: Required<SRVGGNetCompactConfig>): ReadonlyMap<string, readonly number[]> => {
  const shapes = new Map<string, readonly number[]>();
  for (let k = 0; k <= numConv + 1; k++) {
    const outputs = k === numConv + 1 ? numInCh * upscale ** 2 : numFeat;
    shapes.set(`body.${2 * k}.weight`, [outputs, k === 0 ? numInCh : numFeat, 3, 3]);
    shapes.set(`body.${2 * k}.bias`, [outputs]);
    if (actType === 'prelu' && k <= numConv) shapes.set(`body.${2 * k + 1}.weight`, [numFeat]);
  }
  return shapes;
};

/** Widths and depth of an SRVGGNetCompact. */
export const compactConfig = (shapes: Shapes): Required<SRVGGNetCompactConfig> => {
  const [numFeat, numInCh] = convShape(shapes, 'body.0.weight');
  let last = 0;
  for (const name of shapes.keys()) {
    const index = Number(/^body\.(\d+)\.weight$/.exec(name)?.[1] ?? 0);
    if (index <= 2 * MAX_COUNT && index > last) last = index;
  }
  const [lastChannels] = convShape(shapes, `body.${last}.weight`);
  const upscale = Math.sqrt(lastChannels / numInCh);
  if (last < 2 || last % 2 !== 0 || !Number.isInteger(upscale) || upscale < 1) {
    throw unknownNetwork(
      shapes,
      `This looks like SRVGGNetCompact, but its last convolution 'body.${last}' has ${lastChannels} outputs for ${numInCh} picture channels; expected channels x scale x scale.`,
    );
  }
  // ReLU and leaky ReLU leave no trace in a state_dict; ReLU is the option's other common value.
  const actType = shapes.get('body.1.weight')?.shape.length === 1 ? 'prelu' : 'relu';
  return { numInCh, numOutCh: numInCh, numFeat, numConv: (last - 2) / 2, upscale, actType };
};

const LISTED = 4;

const list = (names: readonly string[]): string =>
  names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');

/** Throws unless the file's tensors are exactly `expected`, under the file's names. */
const assertWhole = (
  shapes: Shapes,
  title: string,
  expected: ReadonlyMap<string, readonly number[]>,
  names: ReadonlyMap<string, string>,
  prefix: string,
): void => {
  const wanted = new Map([...expected].map(([official, shape]) => [names.get(official)!, shape]));
  const missing = [...wanted.keys()].filter((name) => !shapes.has(name));
  const foreign = [...shapes.keys()].filter((name) => !wanted.has(name));
  const misshapen = [...wanted]
    .filter(([name, shape]) => shapes.has(name) && shapes.get(name)!.shape.join() !== shape.join())
    .map(
      ([name, shape]) =>
        `${shown(prefix + name)} is ${shapes.get(name)!.shape.join('x')}, expected ${shape.join('x')}`,
    );
  const problems = [
    missing.length > 0 && `missing: ${list(missing.map((name) => prefix + name))}`,
    foreign.length > 0 && `not its own: ${list(foreign.map((name) => shown(prefix + name)))}`,
    misshapen.length > 0 && list(misshapen),
  ].filter((problem) => problem !== false);
  if (problems.length === 0) return;
  throw unknownNetwork(
    shapes,
    `This looks like ${title}, but its tensors are not that network's: ${problems.join('; ')}.`,
  );
};

const recognised = (
  shapes: Shapes,
  architecture: RealEsrganArchitecture,
  nameOf: (official: string) => string,
  prefix: string,
): RecognisedGenerator => {
  const empty = [...shapes].find(([, { shape }]) => shape.includes(0));
  if (empty)
    throw unknownNetwork(
      shapes,
      `'${shown(prefix + empty[0])}' is ${empty[1].shape.join('x')}, which holds nothing.`,
    );
  const expected =
    architecture.name === 'RRDBNet' ? rrdbShapes(architecture.config) : compactShapes(architecture.config);
  const names = new Map([...expected.keys()].map((official) => [official, nameOf(official)]));
  assertWhole(shapes, architecture.name, expected, names, prefix);
  return { architecture, names };
};

/**
 * The network of Real-ESRGAN of a state_dict; undefined when it is none. The whole set of names and shapes must be the
 * network's; throws `CheckpointError` for one that only begins like it. `prefix` is what was taken off all names.
 */
export const detectGenerator = (shapes: Shapes, prefix: string): RecognisedGenerator | undefined => {
  const layout = esrganLayout(shapes);
  if (layout) {
    const config = rrdbConfig(shapes, layout);
    return recognised(
      shapes,
      { name: 'RRDBNet', config, layout },
      (official) => nameInLayout(official, layout, config),
      prefix,
    );
  }
  if (shapes.get('body.0.weight')?.shape.length !== 4) return undefined;
  return recognised(
    shapes,
    { name: 'SRVGGNetCompact', config: compactConfig(shapes) },
    (official) => official,
    prefix,
  );
};

/** Convolutions of a block, and those beside blocks and upsampling. */
const BLOCK_CONVS = 15;
const OTHER_CONVS = 4;

const sameShapes = (
  expected: ReadonlyMap<string, readonly number[]>,
  given: readonly { shape: readonly number[] }[],
) =>
  expected.size === given.length &&
  [...expected.values()].every((shape, i) => shape.join() === given[i]!.shape.join());

/**
 * The same networks where a converter has replaced their names: the shapes, in the order of the file, must be exactly the
 * network's. SRVGGNetCompact only with PReLU, because other activations leave nothing to tell them by.
 */
export const detectByOrder = (shapes: Shapes): RecognisedGenerator | undefined => {
  const given = [...shapes.values()];
  const names = [...shapes.keys()];
  const convs = given.filter(({ shape }) => shape.length === 4);
  const [first, second, last] = [convs[0]?.shape, convs[1]?.shape, convs.at(-1)?.shape];
  if (!first || !second || !last || given.some(({ shape }) => shape.includes(0))) return undefined;
  const numFeat = first[0]!;
  for (const architecture of candidates(convs.length, { numFeat, first, second, last })) {
    const expected =
      architecture.name === 'RRDBNet' ? rrdbShapes(architecture.config) : compactShapes(architecture.config);
    if (!sameShapes(expected, given)) continue;
    return { architecture, names: new Map([...expected.keys()].map((official, i) => [official, names[i]!])) };
  }
  return undefined;
};

interface Ends {
  readonly numFeat: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly last: readonly number[];
}

const candidates = (convs: number, { numFeat, first, second, last }: Ends): RealEsrganArchitecture[] => {
  const found: RealEsrganArchitecture[] = [];
  const [input, numOutCh] = [first[1]!, last[0]!];
  const numUp = (convs - OTHER_CONVS) % BLOCK_CONVS;
  const numBlock = (convs - OTHER_CONVS - numUp) / BLOCK_CONVS;
  if (numBlock >= 1 && numUp <= MAX_UPS) {
    const config = {
      ...inputOf(input, numOutCh, numUp),
      numOutCh,
      numUp,
      numFeat,
      numBlock,
      numGrowCh: second[0]!,
    };
    found.push({ name: 'RRDBNet', config: config as Required<RRDBNetConfig>, layout: 'order' });
  }
  const upscale = Math.sqrt(numOutCh / input);
  if (Number.isInteger(upscale) && convs >= 2) {
    const config = {
      numInCh: input,
      numOutCh: input,
      numFeat,
      numConv: convs - 2,
      upscale,
      actType: 'prelu' as const,
    };
    found.push({ name: 'SRVGGNetCompact', config });
  }
  return found;
};
