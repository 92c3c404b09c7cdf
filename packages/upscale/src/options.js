/** What the official `RealESRGANer` does where this library's defaults do better; for comparing with it. */
export const OFFICIAL_BEHAVIOUR = {
  mode: 'fast',
  feather: false,
  tile: 0,
  tilePad: 10,
  prePad: 10,
  paddingRule: 'official',
  border: 'zero',
  transparency: 'official',
  depthRule: 'value',
  check: false,
};
