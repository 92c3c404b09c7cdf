/** Plain data, as JSON holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Where batches come from. What `resume` gets is what `state` gave, through JSON: after it `next` gives the batches that it
 * would have given then, which exact resume depends on.
 */
export interface BatchSource<Batch> {
  /** The next batch; its tensors are the caller's. Training has no end, so a source begins again when it is through. */
  next(): Promise<Batch>;
  /** Where the source stands: between the batches that `next` has given and those to come. */
  state(): Json;
  resume(state: Json): void | Promise<void>;
  /** Frees what the source holds. */
  dispose?(): void | Promise<void>;
}
