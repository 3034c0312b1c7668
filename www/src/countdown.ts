import { write } from "./dom";

let timer: ReturnType<typeof setInterval> | undefined;

/** Counts down to `expiresAt`, in milliseconds since the epoch, and says when it is reached. */
export function countDown(id: string, expiresAt: number, whenExpired: () => void): void {
  clearInterval(timer);
  const tick = (): void => {
    const left = expiresAt - Date.now();
    write(id, left > 0 ? `expires in ${minutesAndSeconds(left)}` : "expired");
    if (left > 0) return;
    clearInterval(timer);
    whenExpired();
  };
  timer = setInterval(tick, 1000);
  tick();
}

function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
