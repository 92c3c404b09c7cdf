/** The options that name the network. Plain data, so that it can go to a worker. */
export interface ModelFlags {
  readonly model?: string | undefined;
  readonly key?: string | undefined;
  readonly denoise?: number | undefined;
  readonly denoiseModel?: string | undefined;
}
