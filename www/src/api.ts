import { auth } from "./client";

/** What the app's own API says of the access token that it was called with. */
export interface Hello {
  greeting: string;
  scope: string;
  clientId: string;
  expiresAt: number;
}

/** The API answered, and refused. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The access token goes along. One that has ended is renewed before. */
export async function fetchHello(): Promise<Hello> {
  const response = await auth.session.fetch("/api/hello");
  const body = await response.json();
  if (!response.ok) throw new ApiRefusal(response.status, body.error);
  return body;
}
