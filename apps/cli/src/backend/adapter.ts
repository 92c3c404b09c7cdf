/** What Dawn says about a graphics adapter. Plain data. */
export interface AdapterFacts {
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  /** False for adapters that compute on the CPU, which are slower than wasm. */
  readonly hardware: boolean;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxComputeWorkgroupStorageSize: number;
    readonly maxComputeInvocationsPerWorkgroup: number;
  };
}

/** Either the adapter, or why there is none. */
export type AdapterAnswer = { readonly adapter: AdapterFacts } | { readonly why: string };

/** Software renderers: SwiftShader (Chromium), llvmpipe and lavapipe (Mesa), WARP (Windows). */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|\bwarp\b|basic render/i;

/** Describes an adapter. Dawn marks most CPU adapters as fallbacks; the names catch the rest. */
export const describeAdapter = ({ info, limits }: GPUAdapter): AdapterFacts => {
  const { vendor, architecture, device, description } = info;
  const name = description || device || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return {
    name,
    vendor,
    architecture,
    hardware: !info.isFallbackAdapter && !SOFTWARE.test(`${name} ${architecture} ${device}`),
    limits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  };
};
