import { byId } from "./dom";

const STEPS = ["click", "provider", "callback", "tokens"] as const;

export type Step = (typeof STEPS)[number];

/** Marks how far the sign-in came, and whether it ended there. */
export function reach(reached: Step, stopped = false): void {
  for (const [index, step] of STEPS.entries()) {
    const item = byId(`step-${step}`);
    const current = step === reached;
    item.classList.toggle("passed", index < STEPS.indexOf(reached));
    item.classList.toggle("stopped", current && stopped);
    if (current) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
}
