const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of PNG chunks over several pieces (ISO 3309), as an unsigned number. */
export const crc32 = (...pieces: Uint8Array[]): number => {
  let crc = -1;
  for (const piece of pieces) {
    for (let i = 0; i < piece.length; i++) {
      crc = (TABLE[(crc ^ (piece[i] as number)) & 255] as number) ^ (crc >>> 8);
    }
  }
  return ~crc >>> 0;
};
