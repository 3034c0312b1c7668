import { Component, signal } from '@angular/core';
import { RouterLink } from '@angular/router';

import { askApi, auth, explain, needsButton, user } from './session';
import { SignIn } from './sign-in';

@Component({
  imports: [RouterLink, SignIn],
  template: `
    <h1>Home</h1>
    @if (user(); as user) {
      <p>Hello {{ user.email ?? user.sub }}</p>
      <p>
        <button id="ask" (click)="ask()">Ask the API</button> <span role="status">{{ words() }}</span>
      </p>
      <p><button id="sign-out" (click)="signOut()">Sign out</button></p>
    }
    @if (needsButton()) {
      <app-sign-in />
    }
    <a routerLink="/account">Your account</a>
  `,
})
export class Home {
  protected readonly user = user;
  protected readonly needsButton = needsButton;
  protected readonly words = signal('');

  protected async ask(): Promise<void> {
    this.words.set(await askApi().catch(explain));
  }

  protected signOut(): Promise<void> {
    return auth.signOut({ returnTo: '/' });
  }
}
