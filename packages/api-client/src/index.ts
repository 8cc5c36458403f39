/** The backend's API, typed from its OpenAPI document, and the two things around it that take care:
 * sending a recording in blocks, and waiting for its analysis. */

import createFetchClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

export type { components, paths } from "./schema.js";
export { RecordingUpload, UploadError, type UploadProgress } from "./upload.js";
export { follow, type FollowOptions } from "./follow.js";

export type ApiClient = Client<paths>;
export type Interview = components["schemas"]["Interview"];
export type Problem = components["schemas"]["Problem"];

/** A client for `baseUrl` (it ends in `/api`). `token` is asked before every request, so that a long
 * wait outlives one token. */
export function createApiClient(baseUrl: string, token: () => string | Promise<string>): ApiClient {
  const client = createFetchClient<paths>({ baseUrl });
  client.use({
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await token()}`);
      return request;
    },
  });
  return client;
}
