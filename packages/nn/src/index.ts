export { type Activation, activate } from './activation';
export { BatchNorm2d } from './batch-norm2d';
export { checkChannels, checkedCount, MAX_COUNT } from './checks';
export { Conv2d, type Conv2dConfig } from './conv2d';
export { type BandFacts, bandFacts, bandLimits } from './graph/band-facts';
export { type BandOptions, bandMoves, type Move, type Rows, totalRows } from './graph/band-moves';
export { fitGrid } from './graph/fit-grid';
export type { Geometry } from './graph/geometry';
export { Graph, type Observer, type Step } from './graph/graph';
export { bytesPerPixel, type GraphFacts, neededRows } from './graph/graph-facts';
export { graphFunction, graphPerCount } from './graph/graph-function';
export { type Band, type GraphNode, type Group, isWhole, type Op, type OpKind } from './graph/graph-node';
export * from './graph/nodes';
export { withRecomputation } from './graph/recompute';
export { reflectPadToMultiple } from './graph/reflect-pad';
export { type BandRun, type BandStep, runBands } from './graph/run-bands';
export type { Made } from './graph/run-move';
export {
  constant,
  type Initialiser,
  kaimingNormal,
  normal,
  torchDefault,
  unitVector,
} from './initialiser';
export type { Layout } from './layout';
export { Linear } from './linear';
export { type AddChild, type LoadOptions, type LoadReport, Module, type ModuleOptions } from './module';
export { noGrad } from './no-grad';
export { Parameter, type ParameterOptions } from './parameter';
export { PReLU } from './prelu';
export { type RepBranch, RepConv2d, type RepConv2dConfig } from './rep-conv2d';
export { sigmoid } from './sigmoid';
export { SpectralConv2d, type SpectralConv2dConfig } from './spectral-conv2d';
export { StateBuffer, type StateBufferOptions } from './state-buffer';
export { StateEntry } from './state-entry';
export { freedOnTheWay } from './tfjs-4.22/freed-on-the-way';
export { tidyRecord } from './tidy-record';
