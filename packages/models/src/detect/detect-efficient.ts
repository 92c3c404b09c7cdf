import type { CARNConfig, EDSRConfig, EFDNConfig, RLFNConfig, SAFMNConfig, SPANConfig } from '../configs';
import { convShape, type Shapes, unknownNetwork } from './shapes';

/** A small network of a paper on efficient super-resolution, recognised from its names and shapes alone. */
export type EfficientArchitecture =
  | { readonly name: 'SPAN'; readonly config: Required<SPANConfig> }
  | { readonly name: 'RLFN'; readonly config: Required<RLFNConfig> }
  | { readonly name: 'EFDN'; readonly config: Required<EFDNConfig> }
  | { readonly name: 'SAFMN'; readonly config: Required<SAFMNConfig> }
  | { readonly name: 'CARN'; readonly config: Required<CARNConfig> }
  | { readonly name: 'EDSR'; readonly config: Required<EDSRConfig> };

const outputs = (shapes: Shapes, name: string): number => convShape(shapes, `${name}.weight`)[0];
const inputs = (shapes: Shapes, name: string): number => convShape(shapes, `${name}.weight`)[1];

/** How many of `name(first)`, `name(first + 1)`, ... have a weight. */
const count = (shapes: Shapes, first: number, name: (i: number) => string): number => {
  let found = 0;
  while (shapes.has(`${name(first + found)}.weight`)) found++;
  return found;
};

/** The factor by which a pixel shuffle enlarges, of a convolution's channels to those that are left of them. */
const factorOf = (shapes: Shapes, network: string, name: string, channels: number): number => {
  const found = outputs(shapes, name);
  const factor = Math.sqrt(found / channels);
  if (Number.isInteger(factor)) return factor;
  throw unknownNetwork(
    shapes,
    `This looks like ${network}, but '${name}' has ${found} outputs, expected ${channels} times the square of a scale.`,
  );
};

const span = (shapes: Shapes): EfficientArchitecture => {
  const numInCh = inputs(shapes, 'conv_1.eval_conv');
  const norm = !shapes.has('no_norm');
  if (norm && numInCh !== 3) {
    throw unknownNetwork(
      shapes,
      `This looks like SPAN, but it has ${numInCh} channels in and no 'no_norm', expected the 3 of the mean colour that it subtracts.`,
    );
  }
  return {
    name: 'SPAN',
    config: {
      numInCh,
      numFeat: outputs(shapes, 'conv_1.eval_conv'),
      numBlock: count(shapes, 1, (b) => `block_${b}.c1_r.eval_conv`),
      numCat: outputs(shapes, 'conv_cat'),
      upscale: factorOf(shapes, 'SPAN', 'upsampler.0', numInCh),
      norm,
    },
  };
};

const rlfn = (shapes: Shapes): EfficientArchitecture => {
  const numInCh = inputs(shapes, 'conv_1');
  return {
    name: 'RLFN',
    config: {
      numInCh,
      numFeat: outputs(shapes, 'conv_1'),
      midFeat: outputs(shapes, 'block_1.c1_r'),
      numBlock: count(shapes, 1, (b) => `block_${b}.c1_r`),
      esaFeat: outputs(shapes, 'block_1.esa.conv1'),
      upscale: factorOf(shapes, 'RLFN', 'upsampler.0', numInCh),
      // That leaves no trace; the official checkpoints work on samples of 0 to 255.
      imgRange: 255,
    },
  };
};

const efdn = (shapes: Shapes): EfficientArchitecture => {
  if (shapes.has('cells.0.conv2.conv1x1.weight') || shapes.has('cells.0.conv2.conv1x1_3x3.k0')) {
    throw unknownNetwork(
      shapes,
      'This is EFDN while it learns, with branches in its blocks. Fold them (rep_params of its EDBB) and save the network again.',
    );
  }
  const numInCh = inputs(shapes, 'head');
  const config = {
    numInCh,
    numFeat: outputs(shapes, 'head'),
    upscale: factorOf(shapes, 'EFDN', 'tail.0', numInCh),
  };
  return { name: 'EFDN', config };
};

const safmn = (shapes: Shapes): EfficientArchitecture => {
  const [numFeat, numInCh] = convShape(shapes, 'to_feat.weight');
  return {
    name: 'SAFMN',
    config: {
      numInCh,
      numFeat,
      numBlock: count(shapes, 0, (b) => `feats.${b}.safm.aggr`),
      ffnScale: outputs(shapes, 'feats.0.ccm.ccm.0') / numFeat,
      upscale: factorOf(shapes, 'SAFMN', 'to_img.0', numInCh),
      form: shapes.has('norm.gamma') ? 'ntire' : 'paper',
    },
  };
};

const carn = (shapes: Shapes): EfficientArchitecture => {
  const numFeat = outputs(shapes, 'entry');
  const multiScale = shapes.has('upsample.up2.body.0.weight');
  let upscale = 4;
  if (!multiScale) {
    upscale = shapes.has('upsample.up.body.3.weight')
      ? 4
      : factorOf(shapes, 'CARN', 'upsample.up.body.0', numFeat);
  }
  return {
    name: 'CARN',
    config: {
      numFeat,
      groups: numFeat / inputs(shapes, 'b1.b1.body.0'),
      mobile: shapes.has('b1.b1.body.4.weight'),
      upscale: upscale as Required<CARNConfig>['upscale'],
      multiScale,
    },
  };
};

/** From so many features on the paper scales what a block adds; that leaves no trace. */
const WIDE = 256;

const edsr =
  (names: 'basicsr' | 'authors') =>
  (shapes: Shapes): EfficientArchitecture => {
    const [head, block, up] =
      names === 'authors'
        ? ['head.0', (b: number) => `body.${b}.body.0`, 'tail.0.']
        : ['conv_first', (b: number) => `body.${b}.conv1`, 'upsample.'];
    const numFeat = outputs(shapes, head as string);
    const factor = factorOf(shapes, 'EDSR', `${up}0`, numFeat);
    const steps = count(shapes, 0, (i) => `${up}${2 * i}`);
    return {
      name: 'EDSR',
      config: {
        numFeat,
        numBlock: count(shapes, 0, block as (b: number) => string),
        upscale: (factor ** steps) as Required<EDSRConfig>['upscale'],
        resScale: numFeat >= WIDE ? 0.1 : 1,
        names,
      },
    };
  };

interface Signature {
  /** Names that only this network has together. */
  readonly keys: readonly string[];
  readonly describe: (shapes: Shapes) => EfficientArchitecture;
}

const SIGNATURES: readonly Signature[] = [
  { keys: ['conv_1.eval_conv.weight', 'block_1.c1_r.eval_conv.weight', 'conv_cat.weight'], describe: span },
  { keys: ['conv_1.weight', 'block_1.c1_r.weight', 'block_1.esa.conv_f.weight'], describe: rlfn },
  { keys: ['head.weight', 'cells.0.conv1.conv1x1.weight', 'local_fuse.0.weight'], describe: efdn },
  { keys: ['to_feat.weight', 'feats.0.safm.mfr.0.weight', 'feats.0.ccm.ccm.0.weight'], describe: safmn },
  { keys: ['entry.weight', 'b1.b1.body.0.weight', 'exit.weight'], describe: carn },
  { keys: ['head.0.weight', 'body.0.body.0.weight', 'tail.0.0.weight'], describe: edsr('authors') },
  { keys: ['conv_first.weight', 'body.0.conv1.weight', 'conv_after_body.weight'], describe: edsr('basicsr') },
];

/**
 * The efficient network of a state_dict, with its widths and depths; undefined when it is none. Throws `CheckpointError` for
 * one whose shapes make no such network. The rest of its names is compared when it is loaded.
 */
export const detectEfficient = (shapes: Shapes): EfficientArchitecture | undefined =>
  SIGNATURES.find(({ keys }) => keys.every((key) => shapes.has(key)))?.describe(shapes);
