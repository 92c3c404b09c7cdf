export function quickBuild(options?: { readonly onBuild?: () => void }): Promise<string>;
