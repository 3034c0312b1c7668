import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';

import { Session } from './session';

@Component({
  imports: [RouterLink],
  template: `
    <h1>Home</h1>
    @if (session.user(); as user) {
      <p>Hello {{ user.email }}</p>
    } @else {
      <!-- #region sign-in -->
      <p>
        <button (click)="session.signIn()">Sign in</button>
        @if (session.message(); as message) {
          <span role="alert">{{ message }}</span>
        }
      </p>
      <!-- #endregion -->
    }
    <a routerLink="/account">Your account</a>
  `,
})
export class Home {
  protected readonly session = inject(Session);
}
