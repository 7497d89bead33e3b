// The connection: gRPC over HTTP/2, with one place through which every call goes.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

import { create, type DescField, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { type Transport } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";

import { fromUnknown } from "./errors.js";
import { backoffMs, type RetryPolicy, sleep } from "./retry.js";

export interface Limits {
  readonly deadlineMs: number;
  readonly attemptTimeoutMs: number;
  readonly retry: RetryPolicy;
}

/** The connection, opened by the first call and again after it broke. */
export function open(address: string, caFile: string | undefined): Http2SessionManager {
  if (address.startsWith("unix:")) {
    const path = address.slice("unix:".length);
    return new Http2SessionManager("http://localhost", undefined, { createConnection: () => connect(path) });
  }
  const options = caFile === undefined ? {} : { ca: readFileSync(caFile) };
  return new Http2SessionManager(`https://${address}`, undefined, options);
}

export function createTransport(sessionManager: Http2SessionManager, token: string): Transport {
  return createGrpcTransport({
    baseUrl: sessionManager.authority,
    sessionManager,
    interceptors: [
      (next) => (request) => {
        request.header.set("authorization", `Bearer ${token}`);
        return next(request);
      },
    ],
  });
}

/** The same transport, whose calls with one answer are made again where that helps. */
export function withRetries(inner: Transport, limits: Limits): Transport {
  return {
    stream: inner.stream.bind(inner),
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const request = withRequestId(method.input, input);
      const giveUpAt = Date.now() + (timeoutMs ?? limits.deadlineMs);
      for (let attempt = 1; ; attempt++) {
        try {
          const attemptMs = Math.min(giveUpAt - Date.now(), limits.attemptTimeoutMs);
          return await inner.unary(method, signal, attemptMs, header, request, contextValues);
        } catch (thrown) {
          const error = fromUnknown(thrown);
          const waitMs = backoffMs(limits.retry, attempt, error);
          if (signal?.aborted === true || waitMs === undefined || Date.now() + waitMs >= giveUpAt) {
            throw error;
          }
          await sleep(waitMs, signal).catch((cancelled: unknown) => {
            throw fromUnknown(cancelled);
          });
        }
      }
    },
  };
}

/**
 * The request as a message that carries a request_id, where its method takes one. Give your own where
 * the program may be restarted between attempts.
 */
export function withRequestId<Desc extends DescMessage>(
  schema: Desc,
  input: MessageInitShape<Desc>,
): MessageInitShape<Desc> {
  const field: DescField | undefined = schema.field["requestId"];
  const message = create(schema, input);
  if (field === undefined || reflect(schema, message).isSet(field)) {
    return input;
  }
  // A copy, so that the caller's own message can be sent again as another call.
  const copy = create(schema, { ...message } as MessageInitShape<Desc>);
  reflect(schema, copy).set(field, crypto.randomUUID());
  return copy as MessageInitShape<Desc>;
}
