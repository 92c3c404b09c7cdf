import { ConfigError } from '@srkit/core';
import type { Axis } from './axis';
import type { UpscaledPart } from './options';
import type { OutputPicture } from './output-picture';
import { type PassKind, passChannels } from './read-window';
import { stripsOf, type TilePlan } from './tile-plan';

/** Up to where a pass in bands has been written: so many strips, and of the next one lines of the padded output. */
export interface Cursor {
  strip: number;
  line: number;
}

/** How far a picture has come. */
export interface PassState {
  pass: number;
  cursor: Cursor;
}

const refuse = (part: UpscaledPart, why: string): ConfigError =>
  new ConfigError(
    'E_CONFIG_PARTS',
    `A part of an earlier result at (${part.x}, ${part.y}), ${part.width}x${part.height}, ${why}. Leave 'parts' out to begin anew.`,
  );

export interface Replay {
  readonly plan: TilePlan;
  readonly passes: readonly PassKind[];
  readonly scale: number;
  /** What the sides of the network's input are multiples of. */
  readonly multiple: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly output: OutputPicture;
}

const isLine = (value: number): boolean => Number.isSafeInteger(value);

/** Refuses what is not the next band of the strip. */
const checkPart = (
  part: UpscaledPart,
  { plan, passes, scale, multiple, x, y, output }: Replay,
  state: PassState,
): void => {
  const { along, width, height, data } = part;
  const { cursor } = state;
  const kind = passes[state.pass];
  if (kind === undefined || part.pass !== state.pass || part.strip !== cursor.strip) {
    throw refuse(part, 'does not follow those before it');
  }
  const { row, column } = stripsOf(plan)[cursor.strip]!;
  const left = part.x + x.before * scale;
  const top = part.y + y.before * scale;
  const [from, lines, across, wide] = along === 1 ? [top, height, left, width] : [left, width, top, height];
  const [main, cross] = along === 1 ? [row.core, column.core] : [column.core, row.core];
  const done = Math.max(cursor.line, main.start * scale);
  const isNext =
    [from, lines, across, wide, part.line].every(isLine) &&
    from >= main.start * scale &&
    from > done - multiple * scale &&
    from <= done &&
    part.line === from + lines &&
    part.line > from &&
    part.line <= main.end * scale &&
    across === cross.start * scale &&
    wide === (cross.end - cross.start) * scale;
  if (!isNext) throw refuse(part, `is not the band that follows line ${done}`);
  const given = passChannels(kind);
  if (data.length !== width * height * given) {
    throw refuse(part, `has ${data.length} samples, expected ${width * height * given}`);
  }
  if (
    !(data instanceof Float32Array) &&
    (kind !== 'colour' || data.constructor !== output.data.constructor)
  ) {
    throw refuse(part, `has samples of another kind, ${data.constructor.name}`);
  }
};

/**
 * Writes what an earlier call has made into the output.
 *
 * @returns Where to go on. Parts of a plan that cut the picture otherwise are left out, with all that follow.
 * @throws ConfigError for a part that is none of this picture's.
 */
export const replayParts = (parts: Iterable<UpscaledPart>, replay: Replay): PassState => {
  const { plan, passes, scale, output } = replay;
  const strips = stripsOf(plan);
  const state: PassState = { pass: 0, cursor: { strip: 0, line: 0 } };
  for (const part of parts) {
    if (plan.bands?.along !== part.along || strips.length !== part.strips) break;
    checkPart(part, replay, state);
    output.write(passes[state.pass]!, part);
    const { cursor } = state;
    const { row, column } = strips[cursor.strip]!;
    // Of a pixel of the input whose lines were not all done, all lines came again.
    cursor.line = Math.max(cursor.line, part.line);
    if (part.line < (part.along === 1 ? row : column).core.end * scale) continue;
    cursor.line = 0;
    cursor.strip = (cursor.strip + 1) % strips.length;
    if (cursor.strip === 0) state.pass++;
  }
  return state;
};
