import { write } from "./dom";

let timer: ReturnType<typeof setInterval> | undefined;

/** Counts down to `expiresAt`, in milliseconds since the epoch. */
export function countDown(id: string, expiresAt: number): void {
  stopCountDown(id);
  const tick = (): void => {
    const left = expiresAt - Date.now();
    write(id, left > 0 ? `expires in ${minutesAndSeconds(left)}` : "expired");
    if (left <= 0) clearInterval(timer);
  };
  timer = setInterval(tick, 1000);
  tick();
}

export function stopCountDown(id: string): void {
  clearInterval(timer);
  write(id);
}

function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
