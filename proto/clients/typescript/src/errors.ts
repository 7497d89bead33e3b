// What the service refuses, as one error that a program can act on.
import { type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { anyUnpack, durationMs } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";

import { Code } from "./gen/google/rpc/code_pb.js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { type Status } from "./gen/google/rpc/status_pb.js";

export { Code };

/** A field that is not as it must be, named as in `reach.people` or `reaches[3].people`. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/**
 * A call that did not succeed, after the retries that its policy allows. Act on `code` and `reason`,
 * never on the text: reasons are stable, texts are for people.
 */
export class ChampionsError extends Error {
  override readonly name = "ChampionsError";
  /** UPPER_SNAKE and stable, such as REQUEST_ID_REUSED; empty when the service was not reached. */
  readonly reason: string = "";
  readonly metadata: Readonly<Record<string, string>> = {};
  readonly fieldViolations: readonly FieldViolation[] = [];
  /** How long the service asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined;

  constructor(readonly code: Code, message: string, find: FindDetail = () => undefined, cause?: unknown) {
    super(message, { cause });
    const info = find(ErrorInfoSchema);
    if (info !== undefined) {
      this.reason = info.reason;
      this.metadata = info.metadata;
    }
    this.fieldViolations = (find(BadRequestSchema)?.fieldViolations ?? []).map(
      ({ field, description }) => ({ field, description }),
    );
    const delay = find(RetryInfoSchema)?.retryDelay;
    this.retryAfterMs = delay === undefined ? undefined : durationMs(delay);
  }

  override toString(): string {
    const violations = this.fieldViolations.map(({ field, description }) => `; ${field}: ${description}`);
    return `${`${Code[this.code]} ${this.reason}`.trimEnd()}: ${this.message}${violations.join("")}`;
  }
}

type FindDetail = <Desc extends DescMessage>(schema: Desc) => MessageShape<Desc> | undefined;

/** The error for a google.rpc.Status, such as that of a refused item of a stream. */
export function fromStatus(status: Status): ChampionsError {
  return new ChampionsError(status.code, status.message, (schema) => {
    for (const detail of status.details) {
      const message = anyUnpack(detail, schema);
      if (message !== undefined) {
        return message;
      }
    }
    return undefined;
  });
}

/** The error for whatever a call throws. */
export function fromUnknown(thrown: unknown): ChampionsError {
  if (thrown instanceof ChampionsError) {
    return thrown;
  }
  const error = ConnectError.from(thrown);
  // Connect's codes are those of gRPC, under other names.
  const code: number = error.code;
  return new ChampionsError(code, error.rawMessage, (schema) => error.findDetails(schema)[0], thrown);
}
