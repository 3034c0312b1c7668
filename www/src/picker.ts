import { SignInError, UsageError } from "spa-authorize";

import { CHOICES } from "./choices";
import type { Choice, Field, Values } from "./choices";
import { copyText } from "./copy";
import { byId, fillTable, show, write } from "./dom";

/** The parameters that the library makes for each sign-in, and that no option sets. */
const MADE_HERE = ["state", "nonce", "code_challenge", "code_challenge_method"];

const form = byId<HTMLFormElement>("picker");
const provider = byId<HTMLSelectElement>("picker-provider");

/** Builds authorize URLs of every provider, to be looked at. */
export function startPicker(): void {
  provider.replaceChildren(...CHOICES.map(({ title }) => new Option(title)));
  provider.addEventListener("change", showProvider);
  form.addEventListener("input", clearOutcome);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void showOutcome();
  });
  byId("picker-copy").addEventListener("click", () => void copyUrl());
  // A reload in Firefox puts back what was picked, which may not be the first.
  showProvider();
}

function picked(): Choice {
  const choice = CHOICES[provider.selectedIndex];
  if (choice === undefined) throw new Error("Nothing is picked");
  return choice;
}

function showProvider(): void {
  byId("picker-fields").replaceChildren(...picked().fields.map(fieldElement));
  clearOutcome();
}

function fieldElement(field: Field): HTMLElement {
  const input = field.words ? select(field.words) : textInput(field.example);
  input.id = `option-${field.option}`;
  input.name = field.option;
  input.value = field.value ?? "";
  const label = document.createElement("label");
  label.htmlFor = input.id;
  label.append(Object.assign(document.createElement("code"), { textContent: field.option }));
  const element = document.createElement("div");
  element.append(label, input);
  return element;
}

function textInput(placeholder = ""): HTMLInputElement {
  return Object.assign(document.createElement("input"), { autocomplete: "off", placeholder });
}

function select(words: readonly string[]): HTMLSelectElement {
  const element = document.createElement("select");
  element.append(new Option("not given", ""), ...words.map((word) => new Option(word)));
  return element;
}

function values(): Values {
  const entries = Array.from(new FormData(form), ([option, value]) => [option, String(value)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

async function showOutcome(): Promise<void> {
  clearOutcome();
  try {
    showUrl(await picked().buildUrl(values()));
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    showRefusal(error);
  }
  // On a phone the form fills the screen, and what came of it would be below.
  bringIntoView(byId("picker-outcome"));
}

function bringIntoView(element: HTMLElement): void {
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) element.scrollIntoView({ block: "start" });
}

async function copyUrl(): Promise<void> {
  const copied = await copyText(byId("picker-url"));
  write("picker-copied", copied ? "Copied." : "Selected: copy it by the keyboard or the menu.");
}

function clearOutcome(): void {
  write("picker-words", "Nothing is built yet.");
  write("picker-copied");
  for (const id of ["picker-url", "picker-copy", "picker-parameters", "picker-error"]) show(id, false);
}

function showUrl(url: string): void {
  const parameters = [...new URL(url).searchParams];
  const made = parameters.filter(([name]) => mark(name));
  write("picker-words", `${parameters.length} parameters. The library made ${made.length} of them for this sign-in.`);
  write("picker-url", url);
  show("picker-url");
  show("picker-copy");
  fillTable("picker-parameters", parameters.map(([name, value]) => [name, value, mark(name)]));
}

function mark(name: string): string {
  return MADE_HERE.includes(name) ? "here" : "";
}

function showRefusal(error: SignInError): void {
  const refused = error instanceof UsageError;
  write("picker-words", refused ? "Refused. Nothing was stored or sent." : "It could not be built.");
  write("picker-error-code", error.code);
  write("picker-error-option", refused ? error.option : "");
  write("picker-error-message", error.message);
  show("picker-error");
}
