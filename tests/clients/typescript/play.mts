// Plays a scenario through the TypeScript client; README.md one folder up explains its words.
//
// Prints a line per step. Stops at the first step that goes another way than the scenario says.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { type DescService, fromJson, type JsonValue, type Message, toJson } from "@bufbuild/protobuf";
import * as api from "champions-client";

type Json = { [key: string]: any };

interface Refusal {
  code: string;
  reason: string;
  fields: string[];
  metadata: Record<string, string>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    address: { type: "string" },
    ca: { type: "string" },
    token: { type: "string" },
    run: { type: "string" },
  },
});
const scenario: Json = JSON.parse(readFileSync(positionals[0]!, "utf8"));
const saved: Json = { run: values.run };
const clients = new Map<string, api.Client>();

const SERVICES: Record<string, keyof api.Client> = {
  AccessService: "access",
  OrganisationService: "organisations",
  ProgrammeService: "programmes",
  ReachService: "reach",
  ReportService: "reports",
};

class Difference extends Error {}

function clientFor(token: string): api.Client {
  let client = clients.get(token);
  if (client === undefined) {
    const { maxAttempts, ...limits }: Json = scenario.options ?? {};
    client = new api.Client({
      address: values.address!,
      token,
      ...(values.ca ? { caFile: values.ca } : {}),
      ...limits,
      ...(maxAttempts ? { retry: { maxAttempts } } : {}),
    });
    clients.set(token, client);
  }
  return client;
}

function named(name: string): string {
  if (name.startsWith("uuid.")) {
    saved[name] ??= randomUUID();
  }
  return saved[name];
}

/** The value with every ${name} replaced. */
function fill(value: any): any {
  if (typeof value === "string") {
    return value.replace(/\$\{([^}]+)\}/g, (_, name: string) => named(name));
  }
  if (Array.isArray(value)) {
    return value.map(fill);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
  }
  return value;
}

const at = (value: any, path: string): any =>
  path === "" ? value : path.split(".").reduce((inner, part) => inner[part], value);

/** The found value must hold at least what is expected; lists must have the same length. */
function compare(expected: any, found: any, path: string): void {
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) {
      throw new Difference(
        `${path} has ${found.length} entries, expected ${expected.length}: ${JSON.stringify(found)}`,
      );
    }
    expected.forEach((each, index) => compare(each, found[index], `${path}[${index}]`));
  } else if (expected !== null && found !== null && typeof expected === "object" && typeof found === "object") {
    for (const [key, each] of Object.entries(expected)) {
      if (!(key in found)) {
        throw new Difference(`${path}.${key} is missing in ${JSON.stringify(found)}`);
      }
      compare(each, found[key], `${path}.${key}`);
    }
  } else if (expected !== found) {
    throw new Difference(`${path} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
  }
}

function compareMoved(moved: Json, answer: any): void {
  for (const [path, expected] of Object.entries(moved)) {
    if (path === "since") {
      continue;
    }
    const found = Number(at(answer, path)) - Number(at(saved[moved.since], path));
    if (found !== expected) {
      throw new Difference(`${path} moved by ${found}, expected ${expected}`);
    }
  }
}

const described = (error: api.ChampionsError): Refusal => ({
  code: api.Code[error.code]!,
  reason: error.reason,
  fields: error.fieldViolations.map(({ field }) => field),
  metadata: error.metadata,
});

const words = ({ code, reason, fields }: Refusal): string =>
  [code, reason, ...fields].filter((word) => word !== "").join(" ");

const reachJson = (reach: Message): JsonValue =>
  toJson(api.ReachSchema, reach as api.Reach, { alwaysEmitImplicit: true });

async function stream(client: api.Client, items: JsonValue[]): Promise<Json[]> {
  const answers: Json[] = [];
  const requests = items.map((item) => fromJson(api.StreamReachRequestSchema, item));
  for await (const { requestId, reach, error } of client.streamReach(requests)) {
    const result = error === undefined ? { reach: reachJson(reach!) } : { refused: described(error) };
    answers.push({ requestId, ...result });
  }
  // The service acknowledges an item when it is durable, not in the order of the items.
  const sent = requests.map(({ requestId }) => requestId);
  return answers.sort((one, other) => sent.indexOf(one.requestId) - sent.indexOf(other.requestId));
}

/** The service's client, which has a method for each RPC, whatever its name in the scenario. */
function prepare(client: api.Client, call: string, step: Json) {
  const [serviceName, methodName] = call.split(".") as [string, string];
  const service = (api as Json)[serviceName] as DescService;
  const method = service.methods.find(({ name }) => name === methodName)!;
  return {
    method: (client as Json)[SERVICES[serviceName]!][method.localName] as (request: any) => Promise<any>,
    request: fromJson(method.input, fill(step.request ?? {})),
    json: (answer: Message) => toJson(method.output, answer, { alwaysEmitImplicit: true }),
  };
}

async function ask(client: api.Client, step: Json): Promise<any> {
  if ("stream" in step) {
    return stream(client, fill(step.stream));
  }
  if ("pages" in step) {
    const { method, request, json } = prepare(client, step.pages, step);
    const answers = [];
    for await (const page of api.pages(method, request as any)) {
      answers.push(json(page as Message));
    }
    return answers;
  }
  const { method, request, json } = prepare(client, step.call, step);
  return json(await method(request));
}

/** Plays one step and returns what happened, in a few words. */
async function play(step: Json): Promise<string> {
  let answer: any;
  try {
    answer = await ask(clientFor(fill(step.as ?? values.token)), step);
  } catch (error) {
    if (!(error instanceof api.ChampionsError)) {
      throw error;
    }
    if (!("refused" in step)) {
      throw new Difference(`refused: ${error}`);
    }
    compare(fill(step.refused), described(error), "error");
    return words(described(error));
  }
  if ("refused" in step) {
    throw new Difference(`expected a refusal, found ${JSON.stringify(answer)}`);
  }
  for (const expectation of ["expect", "acknowledged"]) {
    if (expectation in step) {
      compare(fill(step[expectation]), answer, "answer");
    }
  }
  if ("moved" in step) {
    compareMoved(step.moved, answer);
  }
  for (const [name, path] of Object.entries<string>(step.save ?? {})) {
    saved[name] = at(answer, path);
  }
  return "stream" in step
    ? (answer as Json[]).map((each) => ("refused" in each ? words(each.refused) : "OK")).join(", ")
    : "OK";
}

for (const step of scenario.steps) {
  try {
    console.log(`${step.name}: ${await play(step)}`);
  } catch (error) {
    const message = error instanceof Difference ? error.message : (error as Error).stack;
    console.error(`typescript: ${step.name}: ${message}`);
    process.exitCode = 1;
    break;
  }
}
for (const client of clients.values()) {
  client.close();
}
