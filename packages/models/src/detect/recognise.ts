import { CheckpointError } from '@srkit/core';
import { type DiscriminatorArchitecture, detectDiscriminator } from './detect-discriminator';
import { detectEfficient } from './detect-efficient';
import { detectExtractor, type ExtractorArchitecture } from './detect-extractor';
import { detectByOrder, detectGenerator, type GeneratorArchitecture } from './detect-generator';
import { detectReference, type ReferenceArchitecture } from './detect-reference';
import { type Folding, foldSpan } from './fold-span';
import { foreignNetwork } from './foreign-networks';
import { type Purpose, type Shapes, shown, unknownNetwork } from './shapes';

/** What a state_dict holds. */
export type Architecture =
  | GeneratorArchitecture
  | DiscriminatorArchitecture
  | ReferenceArchitecture
  | ExtractorArchitecture;

/** What a state_dict holds, and under which names. */
export interface Recognition {
  readonly architecture: Architecture;
  /** The official name of what the file calls so. */
  readonly officialName: (fileName: string) => string;
  /** What is done to the tensors, under their official names, before the network takes them. */
  readonly folding?: Folding | undefined;
}

/** Names of one level that training code puts before a whole network; more than a few is a path of its own. */
const MAX_PREFIXES = 4;

const strip = (shapes: Shapes, prefix: string): Shapes =>
  new Map([...shapes].map(([name, info]) => [name.slice(prefix.length), info]));

/** What all names have before their next dot, with the dot; undefined when they differ. */
const commonPrefix = (shapes: Shapes): string | undefined => {
  const [first] = shapes.keys();
  const dot = first?.indexOf('.') ?? -1;
  if (first === undefined || dot < 0) return undefined;
  const prefix = first.slice(0, dot + 1);
  for (const name of shapes.keys()) if (!name.startsWith(prefix) || name === prefix) return undefined;
  return prefix;
};

const inverse = (names: ReadonlyMap<string, string>): Recognition['officialName'] => {
  const official = new Map([...names].map(([name, inFile]) => [inFile, name]));
  return (name) => official.get(name) ?? name;
};

const recogniseBare = (shapes: Shapes, prefix: string): Recognition | undefined => {
  const folding = foldSpan(shapes);
  const efficient = detectEfficient(folding?.shapes ?? shapes);
  if (efficient) return { architecture: efficient, officialName: (name) => name, folding };
  const foreign = foreignNetwork(shapes.keys());
  if (foreign !== undefined) {
    throw unknownNetwork(
      shapes,
      `This is ${foreign}, which srkit does not run. Take a network that it runs, or use the program that this one is made for.`,
    );
  }
  const generator = detectGenerator(shapes, prefix);
  if (generator) {
    const { architecture, names } = generator;
    return { architecture, officialName: inverse(names) };
  }
  const other = detectDiscriminator(shapes) ?? detectReference(shapes) ?? detectExtractor(shapes);
  return other && { architecture: other, officialName: (name) => name };
};

/** Training states have the optimizer's moments under the names of what they belong to. */
const isTrainingState = (shapes: Shapes): boolean =>
  [...shapes.keys()].some((name) => /^(optimizers?|optimizer_states)\.\d*\.?state\./.test(name));

/**
 * Finds the network of a state_dict. A prefix that all names share (`module.`, `_orig_mod.`, `net_g.`, ...) is taken off if
 * the rest is recognised.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` naming what was found, in the file's own names.
 */
export const recognise = (shapes: Shapes, purpose: Purpose = 'any'): Recognition => {
  let rest = shapes;
  let prefix = '';
  let problem: CheckpointError | undefined;
  for (let level = 0; level <= MAX_PREFIXES; level++) {
    const taken = prefix.length;
    try {
      const found = recogniseBare(rest, prefix);
      if (found) return { ...found, officialName: (name) => found.officialName(name.slice(taken)) };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      problem = error;
      break;
    }
    const next = commonPrefix(rest);
    if (next === undefined) break;
    prefix += next;
    rest = strip(rest, next);
  }
  const byOrder = problem ? undefined : detectByOrder(shapes);
  if (byOrder) {
    const { architecture, names } = byOrder;
    return { architecture, officialName: inverse(names) };
  }
  const why = problem ? problem.message.split('\n')[0]! : unknownReason(shapes);
  const note = prefix && ` All names begin with '${shown(prefix)}'.`;
  throw unknownNetwork(shapes, `${why}${note}`, purpose);
};

/** Names and shapes as the network has them. */
export const officialShapes = ({ officialName, folding }: Recognition, shapes: Shapes): Shapes =>
  folding?.shapes ?? new Map([...shapes].map(([name, info]) => [officialName(name), info]));

const unknownReason = (shapes: Shapes): string =>
  isTrainingState(shapes)
    ? 'This is a training state (the moments of an optimizer), not a network. The network is in the file beside it (net_g_*.pth).'
    : 'The network of this state_dict is not known.';
