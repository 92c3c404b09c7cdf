/** Tables of figures, by the names that READMEs mark them with. */
export const SECTIONS = ['upscale', 'networks', 'stock', 'ops', 'degrade', 'memory'];
