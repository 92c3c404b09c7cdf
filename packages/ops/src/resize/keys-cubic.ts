/** Keys' cubic with a = -0.5, as MATLAB and Pillow use it: 1 at 0, 0 at every other integer and from 2 on. */
export const keysCubic = (distance: number): number => {
  const t = Math.abs(distance);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
  return 0;
};
