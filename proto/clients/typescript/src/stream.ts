// StreamReach over as many connections as it takes, each item counted once.
//
// An item is held until it is acknowledged. When the connection breaks, those not acknowledged are sent
// again with the same request_id, and the service answers for those that it has already recorded.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type CallOptions } from "@connectrpc/connect";

import { ChampionsError, Code, fromStatus, fromUnknown } from "./errors.js";
import {
  type Reach,
  type StreamReachRequest,
  StreamReachRequestSchema,
  type StreamReachResponse,
} from "./gen/champions/v1/reach_service_pb.js";
import { backoffMs, type RetryPolicy, sleep } from "./retry.js";
import { withRequestId } from "./transport.js";

export type Item = MessageInitShape<typeof StreamReachRequestSchema>;

/** What became of one item: recorded, or refused and nothing changed. */
export interface Acknowledgement {
  readonly requestId: string;
  readonly reach?: Reach;
  readonly error?: ChampionsError;
}

interface Limits {
  readonly connectionMs: number;
  readonly window: number;
  readonly retry: RetryPolicy;
}

type Method = (items: AsyncIterable<Item>, options?: CallOptions) => AsyncIterable<StreamReachResponse>;

/** The items, and which of them wait for an acknowledgement. */
class Feed {
  exhausted = false;
  failure: { readonly thrown: unknown } | undefined;
  private readonly waiting = new Map<string, StreamReachRequest>();
  private readonly items: AsyncIterator<Item> | Iterator<Item>;
  private taking = false;
  private wakeUp: () => void = () => undefined;
  private changed: Promise<void> = Promise.resolve();

  constructor(items: Iterable<Item> | AsyncIterable<Item>, private readonly window: number) {
    this.items = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    this.wake();
  }

  get idle(): boolean {
    return this.waiting.size === 0;
  }

  /** The items for one connection: those that wait first, then new ones. */
  async *read(closed: AbortSignal): AsyncGenerator<Item> {
    const sent = new Set<string>();
    while (!closed.aborted) {
      const item = [...this.waiting.values()].find(({ requestId }) => !sent.has(requestId));
      if (item !== undefined) {
        sent.add(item.requestId);
        yield item;
        continue;
      }
      if (this.exhausted) {
        return;
      }
      const changed = this.changed;
      if (this.waiting.size < this.window) {
        void this.take();
      }
      await changed;
    }
  }

  acknowledge(requestId: string): boolean {
    const known = this.waiting.delete(requestId);
    this.wake();
    return known;
  }

  wake(): void {
    this.wakeUp();
    this.changed = new Promise((resolve) => {
      this.wakeUp = resolve;
    });
  }

  /** Tells the caller's iterator that nothing more is wanted of it. Not waited for: it may itself be
   * waiting for something that never comes. */
  close(): void {
    void Promise.resolve(this.items.return?.()).catch(() => undefined);
  }

  /** Moves one item from the caller's iterator to those that wait. A broken connection may have left
   * this under way, and then the next one waits for the same item. */
  private async take(): Promise<void> {
    if (this.taking) {
      return;
    }
    this.taking = true;
    try {
      const next = await this.items.next();
      if (next.done === true) {
        this.exhausted = true;
      } else {
        const item = create(StreamReachRequestSchema, withRequestId(StreamReachRequestSchema, next.value));
        if (this.waiting.has(item.requestId)) {
          throw new Error(`two items in flight have request_id ${item.requestId}`);
        }
        this.waiting.set(item.requestId, item);
      }
    } catch (thrown) {
      this.failure = { thrown };
      this.exhausted = true;
    }
    this.taking = false;
    this.wake();
  }
}

/** Yields an acknowledgement per item; throws when no connection gets further. */
export async function* send(
  method: Method,
  items: Iterable<Item> | AsyncIterable<Item>,
  limits: Limits,
): AsyncGenerator<Acknowledgement> {
  const feed = new Feed(items, limits.window);
  try {
    for (let attempt = 1; ; attempt++) {
      const connection = new AbortController();
      let error = new ChampionsError(Code.UNAVAILABLE, "the stream ended early");
      try {
        const options = { timeoutMs: limits.connectionMs, signal: connection.signal };
        for await (const answer of method(feed.read(connection.signal), options)) {
          if (feed.acknowledge(answer.requestId)) {
            attempt = 1;
            yield acknowledgement(answer);
          }
        }
      } catch (thrown) {
        error = fromUnknown(thrown);
      } finally {
        // Also when the caller stops reading: the connection must not outlive the loop.
        connection.abort();
        feed.wake();
      }
      if (feed.failure !== undefined) {
        throw feed.failure.thrown;
      }
      if (feed.exhausted && feed.idle) {
        return;
      }
      if (error.code === Code.DEADLINE_EXCEEDED && feed.idle) {
        // Only the connection's time was up, while the caller had nothing to send.
        attempt = 0;
        continue;
      }
      const waitMs = backoffMs(limits.retry, attempt, error);
      if (waitMs === undefined) {
        throw error;
      }
      await sleep(waitMs);
    }
  } finally {
    feed.close();
  }
}

function acknowledgement({ requestId, result }: StreamReachResponse): Acknowledgement {
  if (result.case === "reach") {
    return { requestId, reach: result.value };
  }
  if (result.case === "error") {
    return { requestId, error: fromStatus(result.value) };
  }
  return { requestId, error: new ChampionsError(Code.INTERNAL, "the acknowledgement is empty") };
}
