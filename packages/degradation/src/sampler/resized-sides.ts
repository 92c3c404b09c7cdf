import type { ResizeStep } from '../recipe';

/** Height and width of a picture. */
export type Sides = readonly [height: number, width: number];

/** The sides a resize step makes: given ones, or the picture's times the factor, rounded down. */
export const resizedSides = (step: ResizeStep, [height, width]: Sides): Sides =>
  'scaleFactor' in step
    ? [Math.floor(height * step.scaleFactor), Math.floor(width * step.scaleFactor)]
    : [step.height, step.width];
