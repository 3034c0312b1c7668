/** A token or secret as it may be shown: enough of it to tell one from another. */
export function shorten(token: string): string {
  return `${token.slice(0, 6)}…${token.slice(-4)} (${token.length} characters)`;
}
