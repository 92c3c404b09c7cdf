/** What a picture's header says; the pixels are not decoded. */
export interface ImageInfo {
  /** Pixels per row after EXIF orientation: what `decodeImage` will give. */
  readonly width: number;
  /** Rows after EXIF orientation. */
  readonly height: number;
  /** Channels `decodeImage` will give: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Bits per sample `decodeImage` will give. */
  readonly bitDepth: 8 | 16;
  /** `png`, `jpeg`, `webp`, `avif`, `tiff` or `gif`. */
  readonly format: string;
  readonly hasAlpha: boolean;
  /** EXIF orientation as stored, 1..8; 1 when the file has none. */
  readonly orientation: number;
  /** Name inside the embedded colour profile, such as `Display P3`. */
  readonly iccName?: string | undefined;
  /** Size of the embedded colour profile in bytes; 0 when there is none. */
  readonly iccBytes: number;
  /** Pages or animation frames; `decodeImage` gives the first. */
  readonly pages: number;
  /** Pixels per inch, if the file says so. */
  readonly density?: number | undefined;
}
