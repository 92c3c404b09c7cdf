/** Mean colour of DIV2K's training pictures (red, green, blue), which several networks subtract. */
export const DIV2K_MEAN = [0.4488, 0.4371, 0.404] as const;
