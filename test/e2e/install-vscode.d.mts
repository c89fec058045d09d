/** Where the installation lies; also a fit place for other things that only the tests download. */
export const folder: string;
/** The Node that runs VS Code's server and extension host. */
export const node: string;
export const entry: string;
/** Why this machine cannot have it, or undefined. */
export function unsupported(): string | undefined;
/** Whether the installed one is the one that the lock asks for. */
export function installed(): boolean;
/** Installs what is missing; throws with npm's last words when that fails. */
export function install(): void;
