/** Waits for an interview: polls with the ETag, so that a poll without news costs a 304. */

import type { ApiClient, Interview } from "./index.js";

export interface FollowOptions {
  everyMs?: number;
  signal?: AbortSignal;
  /** Told each time the interview has changed. */
  onChange?: (interview: Interview) => void;
}

/** The interview once it is `completed` or `failed`. An API that does not answer is asked again.
 * @throws Error when the API refuses, for example because the interview is gone. */
export async function follow(client: ApiClient, id: string, options: FollowOptions = {}): Promise<Interview> {
  const { everyMs = 2000, signal, onChange = () => {} } = options;
  let etag: string | null = null;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await poll(client, id, etag, signal);
    if (seen !== null) {
      etag = seen.etag;
      onChange(seen.interview);
      if (seen.interview.status === "completed" || seen.interview.status === "failed") return seen.interview;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function poll(
  client: ApiClient,
  id: string,
  etag: string | null,
  signal: AbortSignal | undefined,
): Promise<{ interview: Interview; etag: string | null } | null> {
  const params = { path: { id }, header: etag === null ? {} : { "If-None-Match": etag } };
  let result;
  try {
    result = await client.GET("/interviews/{id}", { params, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
  if (result.data) return { interview: result.data, etag: result.response.headers.get("ETag") };
  const { status } = result.response;
  if (status === 304 || status === 429 || status >= 500) return null;
  throw new Error(`The API answered ${status}.`);
}
