// When to try again, and how long to wait before it.
import { setTimeout } from "node:timers/promises";

import { type ChampionsError, Code } from "./errors.js";

/** Exponential backoff with jitter, so that many clients do not come back at one moment. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly multiplier: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 10,
  initialBackoffMs: 100,
  maxBackoffMs: 10_000,
  multiplier: 2,
};

/**
 * How long to wait after this attempt (the first is 1); undefined when trying again is useless.
 *
 * Trying again is safe for every method: a write carries the same request_id each time, so it is
 * counted once. It is useful when the service was not reached, did not answer in time, or says itself
 * when to come back.
 */
export function backoffMs(policy: RetryPolicy, attempt: number, error: ChampionsError): number | undefined {
  if (attempt >= policy.maxAttempts) {
    return undefined;
  }
  if (error.retryAfterMs === undefined && !isTransient(error)) {
    return undefined;
  }
  const grownMs = policy.initialBackoffMs * policy.multiplier ** (attempt - 1);
  const ceilingMs = Math.min(policy.maxBackoffMs, grownMs);
  // What the service asks for is a minimum; the jitter comes on top of it.
  return (error.retryAfterMs ?? 0) + Math.random() * ceilingMs;
}

function isTransient({ code, reason }: ChampionsError): boolean {
  if (code === Code.UNAVAILABLE || code === Code.DEADLINE_EXCEEDED) {
    return true;
  }
  // The service gives every refusal a reason. One of these without it is a connection that broke
  // underway, as HTTP/2 or a proxy reports it.
  return reason === "" && [Code.ABORTED, Code.CANCELLED, Code.INTERNAL, Code.UNKNOWN].includes(code);
}

export const sleep = (delayMs: number, signal?: AbortSignal): Promise<void> =>
  setTimeout(delayMs, undefined, signal === undefined ? {} : { signal });
