import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';

import { Session } from './session';

@Component({
  imports: [RouterLink],
  template: `
    <h1>Account</h1>
    <p>You are signed in as {{ session.user()?.email }}.</p>
    <p>The sign-in is kept in memory alone: after a reload this page asks the provider again.</p>
    <a routerLink="/">Home</a>
  `,
})
export class Account {
  protected readonly session = inject(Session);
}
