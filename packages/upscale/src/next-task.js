/** Resolves in a later task, so that signals, timers and painting get their turn between two tiles. */
export const nextTask = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
