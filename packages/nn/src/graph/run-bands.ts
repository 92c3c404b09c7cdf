import { canRepeat } from '@srkit/ops';
import { keep, type Tensor4D } from '@tensorflow/tfjs-core';
import { bandFacts, bandsKey, multiplyAddsOf } from './band-facts';
import { type BandOptions, bandMoves, type Move, type Rows } from './band-moves';
import type { Graph } from './graph';
import type { GraphNode } from './graph-node';
import { HeldRows } from './held-rows';
import { recentOf } from './recent';
import { repeatRound } from './repeat-round';
import { type Made, runMove, type StepMove } from './run-move';

export interface BandRun extends BandOptions {
  /** Rows of an input, `[1, end - start, columns, channels]` (bands of columns: `[1, rows, end - start, channels]`). */
  readonly read: (rows: Rows) => Tensor4D;
  /** What is read as a whole; stays the caller's. */
  readonly whole?: ReadonlyMap<GraphNode, Tensor4D>;
  /** 1 (default): bands of rows from top to bottom. 2: bands of columns from left to right; "rows" are columns then. */
  readonly axis?: 1 | 2;
}

/** What one step has done. */
export interface BandStep {
  /** Multiply-adds for each column of the picture since the start; `BandFacts.multiplyAddsPerColumn` at the end. */
  readonly multiplyAdds: number;
  readonly made: Made | undefined;
}

/** Rows that are read, and everything that is done before more are. */
interface Round {
  readonly read: Move;
  readonly moves: StepMove[];
}

function* roundsOf(moves: Iterable<Move>): Generator<Round, void> {
  let round: Round | undefined;
  for (const move of moves) {
    const { step } = move;
    if (step) round!.moves.push({ ...move, step });
    else {
      if (round) yield round;
      round = { read: move, moves: [] };
    }
  }
  if (round) yield round;
}

/** Rounds of so many sizes are remembered, if there are no more moves in them. */
const MOST_SIZES = 4;
const MOST_MOVES = 2048;
const roundsKnown = recentOf<Graph, readonly Round[]>(MOST_SIZES);

/** The rounds of a picture: to find them is much of the work for a small one. */
function* rounds(graph: Graph, options: BandOptions): Generator<Round, void> {
  const key = bandsKey(options);
  const recent = roundsKnown(graph);
  const known = key === undefined ? undefined : recent.get(key);
  if (known) {
    yield* known;
    return;
  }
  const seen: Round[] = [];
  let moves = 0;
  for (const round of roundsOf(bandMoves(graph, options))) {
    moves += round.moves.length;
    if (moves <= MOST_MOVES) seen.push(round);
    yield round;
  }
  if (key !== undefined && moves <= MOST_MOVES) recent.set(key, seen);
}

/**
 * Runs a graph in bands of rows from top to bottom, or of columns from left to right, and yields after each step, with
 * rows of an output as they become complete; on a backend that repeats computations (`runRepeated`), where it has the
 * memory for it, after all steps that a band makes possible. Each step carries the rows of its input on which the next band
 * depends, so that the outputs are those of the whole picture, up to the rounding of sums.
 *
 * Nothing is left behind when the generator ends, is ended or throws.
 *
 * @throws ConfigError `E_CONFIG_GRAPH` when a step depends on the whole of its input.
 */
export function* runBands(
  graph: Graph,
  { read, whole = new Map(), axis = 1, ...options }: BandRun,
): Generator<BandStep, void> {
  let multiplyAdds = 0;
  /** Rows of outputs that the receiver has not been given yet. */
  let unseen: readonly Made[] = [];
  const held = new HeldRows(axis);
  let bytesPerColumn: number | undefined;
  /** Whether a band of so many columns is run at once. Reading references as a whole would copy them each time. */
  const isRepeated = (columns: number): boolean => {
    if (whole.size > 0 || !canRepeat(0)) return false;
    bytesPerColumn ??= bandFacts(graph, options).peakBytesPerColumn;
    return canRepeat(bytesPerColumn * columns);
  };
  try {
    for (const round of rounds(graph, options)) {
      let columns = 0;
      for (const { node, start, end } of round.read.made) {
        const value = keep(read({ node, start, end }));
        held.of(node).add(start, end, value);
        columns = Math.max(columns, value.shape[axis === 1 ? 2 : 1]);
      }
      if (isRepeated(columns)) {
        unseen = repeatRound(graph, round.moves, held);
        const work = round.moves.reduce((sum, move) => sum + multiplyAddsOf(move), 0);
        // Nobody knows how far the device is; it is done with what can be read.
        const each = work / Math.max(1, unseen.length);
        do {
          const [made, ...rest] = unseen;
          unseen = rest;
          multiplyAdds += each;
          yield { multiplyAdds, made };
        } while (unseen.length > 0);
        continue;
      }
      for (const move of round.moves) {
        const made = runMove(graph, move, held, whole);
        multiplyAdds += multiplyAddsOf(move);
        yield { multiplyAdds, made };
      }
    }
  } finally {
    for (const { value } of unseen) value.dispose();
    held.dispose();
  }
}
