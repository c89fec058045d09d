/** Bundles the extension and what it starts into `dist/`; once, or again at each change. */
export function build(options?: { readonly watch?: boolean }): Promise<void>;
/** Packages what is built into `dist/dagwright.vsix` at the root and returns its path. */
export function makePackage(): Promise<string>;
