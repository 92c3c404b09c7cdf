/** The sides a resize step makes: given ones, or the picture's times the factor, rounded down. */
export const resizedSides = (step, [height, width]) => 'scaleFactor' in step
    ? [Math.floor(height * step.scaleFactor), Math.floor(width * step.scaleFactor)]
    : [step.height, step.width];
