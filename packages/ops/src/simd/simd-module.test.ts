import { afterEach, describe, expect, it, vi } from 'vitest';
import { RELAXED_SIMD as RELAXED_JPEG } from '../generated/jpeg';
import { RELAXED_SIMD, SIMD } from '../generated/sharpen';
import { decodeBase64 } from './decode-base64';
import { SimdModule } from './simd-module';

interface Sharpen {
  sharpenMask(x: number, blurred: number, mask: number, length: number, threshold: number): void;
}

const open = (): SimdModule<Sharpen> | undefined => SimdModule.open<Sharpen>({ RELAXED_SIMD, SIMD });

/** WebAssembly with some of it replaced. */
const stub = (changes: Partial<typeof WebAssembly>): void => {
  const { validate, Memory, Module, Instance } = WebAssembly;
  vi.stubGlobal('WebAssembly', { validate, Memory, Module, Instance, ...changes });
};

/** Recognises a build by its bytes. */
const isBuild = (bytes: BufferSource, build: string): boolean =>
  Buffer.from(bytes as Uint8Array<ArrayBuffer>).toString('base64') === build;

/** A module that works: |1 - 0| * 255 is above 10 and |0 - 0| is not. */
const expectWorking = (module: SimdModule<Sharpen> | undefined): void => {
  const memory = module!.floats(12);
  memory.set([1, 0, 0.5, 0.04, 0, 0, 0.5, 0]);
  module!.exports.sharpenMask(0, 16, 32, 4, 10);
  expect([...memory.subarray(8, 12)]).toEqual([1, 0, 0, 1]);
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('SimdModule', () => {
  it('runs what this machine can', () => {
    expectWorking(open());
  });

  it('prefers relaxed SIMD, and takes plain SIMD where that is missing', () => {
    // Another kernel's build tells which one was taken: the sharpening's two are the same, it has nothing to fuse.
    const builds = { RELAXED_SIMD: RELAXED_JPEG, SIMD };
    const relaxed = WebAssembly.validate(decodeBase64(RELAXED_JPEG));
    const { exports } = SimdModule.open<object>(builds)!;
    expect(Object.keys(exports)).toContain(relaxed ? 'jpegBand' : 'sharpenMask');
    const { validate } = WebAssembly;
    stub({ validate: (bytes) => !isBuild(bytes, RELAXED_JPEG) && validate(bytes) });
    expectWorking(SimdModule.open<Sharpen>(builds));
  });

  it('is undefined without WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(open()).toBeUndefined();
  });

  it('is undefined without SIMD', () => {
    stub({ validate: () => false });
    expect(open()).toBeUndefined();
  });

  it('is undefined where compiling, memory or starting is refused', () => {
    for (const name of ['Module', 'Memory', 'Instance'] as const) {
      // A plain function: `new` must be able to call it.
      const refuse = function refuse(): never {
        throw new Error('blocked by the content security policy');
      };
      stub({ [name]: refuse });
      expect(open()).toBeUndefined();
      vi.unstubAllGlobals();
    }
  });

  it('grows its memory, keeps what was in it, and never shrinks', () => {
    const module = open()!;
    const first = module.floats(10);
    expect(first.byteLength).toBe(65536);
    first[5] = 42;
    const needed = 1_000_000;
    const second = module.floats(needed);
    // Growing detaches earlier views.
    const { length } = second;
    expect(length).toBeGreaterThanOrEqual(needed);
    expect(second[5]).toBe(42);
    expect(module.floats(10).length).toBe(length);
    expect(module.floats(length).length).toBe(length);
    expect(module.floats(length + 1).length).toBe(length + 65536 / 4);
    expectWorking(module);
  });

  it('gives every module a memory of its own', () => {
    const [one, other] = [open()!, open()!];
    one.floats(1)[0] = 7;
    expect(other.floats(1)[0]).toBe(0);
  });
});

describe('decodeBase64', () => {
  it('gives back the bytes', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    expect(decodeBase64('')).toEqual(new Uint8Array());
  });
});
