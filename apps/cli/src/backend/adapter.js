import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
/** Software renderers: SwiftShader (Chromium), llvmpipe and lavapipe (Mesa), WARP (Windows). */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|\bwarp\b|basic render/i;
/** Describes an adapter. Dawn marks most CPU adapters as fallbacks; the names catch the rest. */
export const describeAdapter = ({ info, limits }) => {
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
/** Drivers that compile at start take a second or two; one that takes longer is as good as none. */
const PROBE_TIMEOUT_MS = 15_000;
const parseAnswer = (stdout) => {
    try {
        return JSON.parse(stdout);
    }
    catch {
        return undefined;
    }
};
/** Asks, in a process of its own (see `probe-adapter.ts`), which graphics adapter Dawn would use. */
export const findAdapter = () => new Promise((resolve) => {
    const probe = fileURLToPath(new URL('./probe-adapter.js', import.meta.url));
    execFile(process.execPath, [probe], { timeout: PROBE_TIMEOUT_MS }, (error, stdout) => {
        const answer = parseAnswer(stdout);
        const ended = error?.signal ? `signal ${error.signal}` : `exit code ${error?.code ?? 0}`;
        resolve(answer ?? { why: `asking Dawn for an adapter failed (${ended})` });
    });
});
