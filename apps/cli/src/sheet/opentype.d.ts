/** The part of opentype.js 2 that is used; it comes without types. */
declare module 'opentype.js' {
  interface Font {
    readonly unitsPerEm: number;
    charToGlyph(character: string): { readonly advanceWidth?: number };
    getPath(text: string, x: number, y: number, size: number): { toPathData(decimals: number): string };
  }
  const opentype: { parse(data: ArrayBuffer): Font };
  export default opentype;
}
