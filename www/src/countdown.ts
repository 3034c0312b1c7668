import { write } from "./dom";

let timer: ReturnType<typeof setInterval> | undefined;

/** Counts down to `expiresAt`, in milliseconds since the epoch. */
export function countDown(id: string, expiresAt: number): void {
  clearInterval(timer);
  const tick = (): void => write(id, remaining(expiresAt - Date.now()));
  timer = setInterval(tick, 1000);
  tick();
}

function remaining(milliseconds: number): string {
  if (milliseconds <= 0) return "expired";
  const seconds = Math.ceil(milliseconds / 1000);
  return `in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
