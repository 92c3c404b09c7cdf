import type { Centre } from './lmr-group';

export interface ScenePhoto {
  /** Path below the folder of photos. */
  readonly name: string;
  readonly camera: { readonly width: number; readonly height: number };
}

/** What a target has in common with another photo. */
export interface PhotoRelation {
  /** Index of the other photo. */
  readonly image: number;
  /** R_olp, above 0. */
  readonly overlap: number;
  /** R_s. */
  readonly scaleRatio: number;
}

/** A place that a target's crop shows. */
export interface SeenPlace {
  /** Id of its 3-D point, where there is one. */
  readonly point?: number;
  /** Centre of the patch of another photo that shows it; undefined where none does. */
  centreIn(image: number): Centre | undefined;
}

/** How the photos of a scene lie to each other: from a reconstruction, or from matching them. */
export interface SceneGeometry {
  readonly images: readonly ScenePhoto[];
  /** All photos that have something in common with a target. */
  relations(target: number): PhotoRelation[];
  /** What the crop of `patch` pixels around a centre shows; undefined for nothing that is known from other photos. */
  placeAt(target: number, centre: Centre, patch: number): SeenPlace | undefined;
}
