export function bundle(entryPoints: readonly string[], folder: string): Promise<void>;
export function quickBuild(options?: { readonly onBuild?: () => void }): Promise<string>;
