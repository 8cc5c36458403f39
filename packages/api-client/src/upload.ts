/** Sends a recording straight to storage: blocks, several at a time, then the list that makes them
 * one blob. A cut connection costs the blocks under way and no other: call `send` again. */

import type { components } from "./schema.js";

type Upload = components["schemas"]["Upload"];

const PARALLEL_BLOCKS = 4;
const TRIES = 3;

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

/** Storage did not take something. `expired`: ask for a fresh URL, `renew` with it and `send` again;
 * otherwise `send` again when the connection is back. */
export class UploadError extends Error {
  constructor(
    readonly status: number | null,
    readonly expired: boolean,
  ) {
    super(status === null ? "The connection was cut." : `Storage answered ${status}.`);
    this.name = "UploadError";
  }
}

/** One recording on its way; it remembers which blocks have arrived. */
export class RecordingUpload {
  readonly #file: Blob;
  readonly #arrived = new Set<number>();
  readonly #onProgress: (progress: UploadProgress) => void;
  #upload: Upload;

  constructor(file: Blob, upload: Upload, onProgress: (progress: UploadProgress) => void = () => {}) {
    this.#file = file;
    this.#upload = upload;
    this.#onProgress = onProgress;
  }

  /** Go on with a fresh URL for the same recording; blocks that have arrived stay. */
  renew(upload: Upload): void {
    if (upload.blockSize !== this.#upload.blockSize) this.#arrived.clear();
    this.#upload = upload;
  }

  /** Send every block that has not arrived, and make them one blob.
   * @throws UploadError after three tries of one block; what has arrived is kept for the next call. */
  async send(signal?: AbortSignal): Promise<void> {
    const size = this.#upload.blockSize;
    const count = Math.ceil(this.#file.size / size);
    const waiting = Array.from({ length: count }, (_, number) => number).filter(
      (number) => !this.#arrived.has(number),
    );
    const failed = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const worker = async (): Promise<void> => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        const block = this.#file.slice(number * size, (number + 1) * size);
        await this.#put(`&comp=block&blockid=${encodeURIComponent(blockId(number))}`, {}, block, stop);
        this.#arrived.add(number);
        const sentBytes = Math.min(this.#arrived.size * size, this.#file.size);
        this.#onProgress({ sentBytes, totalBytes: this.#file.size });
      }
    };
    const workers = Array.from({ length: PARALLEL_BLOCKS }, () =>
      worker().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const ended = await Promise.allSettled(workers);
    const reasons = ended.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
    if (reasons.length > 0) throw reasons.find((reason) => reason instanceof UploadError) ?? reasons[0];

    const listed = Array.from({ length: count }, (_, number) => `<Latest>${blockId(number)}</Latest>`);
    const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${listed.join("")}</BlockList>`;
    await this.#put("&comp=blocklist", this.#describingHeaders(), body, stop);
  }

  /** What describes the blob travels with the list, under the names that Put Block List takes. */
  #describingHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#upload.headers)) {
      if (name.toLowerCase() === "content-type") headers["x-ms-blob-content-type"] = value;
      else if (name.toLowerCase() !== "x-ms-blob-type") headers[name] = value;
    }
    return headers;
  }

  async #put(
    query: string,
    headers: Record<string, string>,
    body: Blob | string,
    signal: AbortSignal,
  ): Promise<void> {
    let status: number | null = null;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        const answer = await fetch(`${this.#upload.url}${query}`, { method: "PUT", headers, body, signal });
        if (answer.ok) return;
        status = answer.status;
      } catch (error) {
        if (signal.aborted) throw error;
        status = null;
      }
      if (status !== null && status < 500) break;
    }
    throw new UploadError(status, status === 403);
  }
}

/** Ids of one blob must all have the same length. */
function blockId(number: number): string {
  return btoa(String(number).padStart(8, "0"));
}
