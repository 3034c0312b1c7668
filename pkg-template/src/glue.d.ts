// The glue of wasm-bindgen, which the build wraps in a function: each call makes glue for one more instance.

import type { Failure } from "./page.js";
import type { Ended, Started } from "./session.js";

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
  signInPopup(request: unknown, options: unknown): Promise<unknown>;
  isCallback(url: unknown): boolean;
  handleCallback(options: unknown, wasShown?: unknown): Promise<unknown>;
  logoutUrl(request: unknown): string;
  signOut(request: unknown): Promise<void>;
  fetchUserInfo(tokens: unknown, options: unknown): Promise<unknown>;
  session(): ModuleSession | undefined;
}

/** The exports of `src/exports/session.rs`. */
export interface ModuleSession {
  start(): void;
  snapshot(): { error?: object } | undefined;
  onChange(listener: () => void): void;
  restore(options: unknown): Promise<void>;
  accessToken(options: unknown): Promise<string>;
  idToken(options: unknown): Promise<string>;
  authorization(url: string, isGiven: boolean, signal: unknown): Promise<string>;
  headersFor(url: string): Promise<Record<string, string>>;
  isWorthARepeat(challenge: string | null, sent: string, signal?: unknown, beganMs?: number): Promise<boolean>;
  require(where: string | undefined, request: unknown): Promise<{ error?: object } | undefined>;
  switchOrganization(options: unknown): Promise<void>;
  started(): Promise<Started>;
  end(options: unknown): Promise<{ revoked: Ended["revoked"]; error?: Failure }>;
}
