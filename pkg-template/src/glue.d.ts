// The glue of wasm-bindgen, which the build wraps in a function: each call makes glue for one more instance.

export default function makeGlue(): Glue;

export interface Glue {
  (from: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  initSync(from: { module: WebAssembly.Module }): unknown;
  onBreakdown(callback: () => void): void;
  Client: new (provider: string, options: object) => ModuleClient;
}

/** The exports of `src/exports/client.rs`. */
export interface ModuleClient {
  ready(): Promise<void>;
  createAuthorizeUrl(request: unknown): string;
  signIn(request: unknown): Promise<void>;
  isCallback(url: unknown): boolean;
  handleCallback(options: unknown): Promise<unknown>;
  logoutUrl(request: unknown): string;
  signOut(request: unknown): Promise<void>;
  fetchUserInfo(tokens: unknown, options: unknown): Promise<unknown>;
}
