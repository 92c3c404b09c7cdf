/** A published workspace. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly manifest: {
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  };
}

export function packages(): Workspace[];
