import { DEFAULT_MODEL_NAME, defaultModelUrl } from './default-model';

/** A model whose weights are inside this package. */
export interface ShippedModel {
  readonly name: string;
  /** What `--model` takes as well. */
  readonly shortName: string;
  readonly scale: number;
  readonly description: string;
  /** What pictures it is for: photos that were blurred, resized and compressed, or clean ones that MATLAB's bicubic reduced. */
  readonly purpose: 'photo' | 'bicubic';
  /** Size of its file. */
  readonly bytes: number;
  /** Where its weights lie: a `file:` URL in Node, an asset URL in a bundled page. */
  readonly url: () => URL;
}

/** The models inside this package, the default first. Their cards lie beside their weights in `assets`. */
export const SHIPPED_MODELS: readonly ShippedModel[] = [
  {
    name: DEFAULT_MODEL_NAME,
    shortName: 'photo',
    scale: 4,
    description: 'The default: photos as they are, with noise and JPEG blocks',
    purpose: 'photo',
    bytes: 715_208,
    url: defaultModelUrl,
  },
  {
    name: 'srkit-psnr-x4',
    shortName: 'psnr',
    scale: 4,
    description: 'Clean pictures that were only reduced: the most faithful of its size',
    purpose: 'bicubic',
    bytes: 547_608,
    url: () => new URL('../assets/srkit-psnr-x4.safetensors', import.meta.url),
  },
  {
    name: 'srkit-psnr-x2',
    shortName: 'psnr-x2',
    scale: 2,
    description: 'The same for twice the size',
    purpose: 'bicubic',
    bytes: 516_432,
    url: () => new URL('../assets/srkit-psnr-x2.safetensors', import.meta.url),
  },
  {
    name: 'srkit-compact-x4',
    shortName: 'compact',
    scale: 4,
    description: 'General pictures, nearly clean: the smallest and quickest',
    purpose: 'photo',
    bytes: 217_968,
    url: () => new URL('../assets/srkit-compact-x4.safetensors', import.meta.url),
  },
];

/** The networks inside this package that enlarge by references, in one bundle; `RefUpscaler.load` takes it. */
export const REFERENCE_MODEL: Pick<ShippedModel, 'name' | 'shortName' | 'scale' | 'description' | 'url'> = {
  name: 'srkit-ref-x4',
  shortName: 'ref',
  scale: 4,
  description: 'For ref-upscale: clean pictures, with detail from sharper ones of the same things',
  url: () => new URL('../assets/srkit-ref-x4.safetensors', import.meta.url),
};

/** The shipped model of that name, or of that short name, if there is one. */
export const findShippedModel = (name: string): ShippedModel | undefined =>
  SHIPPED_MODELS.find((model) => model.name === name || model.shortName === name);
