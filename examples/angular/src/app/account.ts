import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';

import { needsButton, user } from './session';
import { SignIn } from './sign-in';

@Component({
  imports: [RouterLink, SignIn],
  template: `
    <h1>Account</h1>
    @if (user(); as user) {
      <p>You are signed in as {{ user.email ?? user.sub }}.</p>
    }
    @if (needsButton()) {
      <!-- Another tab may have signed the user out. -->
      <app-sign-in />
    }
    <a routerLink="/">Home</a>
  `,
})
export class Account {
  protected readonly user = user;
  protected readonly needsButton = needsButton;
}
