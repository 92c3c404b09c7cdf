/** What became of what belongs to a picture beside its samples. */
export interface TagsOutcome {
  /** Whether the raster's colour profile is in the file; `none` when it had none. */
  readonly profile: 'none' | 'embedded' | 'dropped';
  /**
   * What the file does not hold, in words that follow "without": the meaning of HDR colours, which only PNG states, and
   * metadata that was to be kept (`EXIF`, `XMP`, `PNG texts`, `IPTC`, ...).
   */
  readonly dropped: readonly string[];
}

/** An encoded picture, and what of it the format does not hold. */
export interface EncodedPicture extends TagsOutcome {
  readonly bytes: Uint8Array;
}
