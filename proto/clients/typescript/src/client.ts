// The services of the API over one connection.
import {
  type CallOptions,
  type Client as ServiceClient,
  createClient,
  type Transport,
} from "@connectrpc/connect";
import { type Http2SessionManager } from "@connectrpc/connect-node";

import { AccessService } from "./gen/champions/v1/access_service_pb.js";
import { ActivityService } from "./gen/champions/v1/activity_service_pb.js";
import { AuditService } from "./gen/champions/v1/audit_service_pb.js";
import { BudgetService } from "./gen/champions/v1/budget_service_pb.js";
import { CaseService } from "./gen/champions/v1/case_service_pb.js";
import { ChampionService } from "./gen/champions/v1/champion_service_pb.js";
import { ChangeService } from "./gen/champions/v1/change_service_pb.js";
import { FundingService } from "./gen/champions/v1/funding_service_pb.js";
import { ImportService } from "./gen/champions/v1/import_service_pb.js";
import { MeasureService } from "./gen/champions/v1/measure_service_pb.js";
import { InsightService } from "./gen/champions/v1/insight_service_pb.js";
import { OrganisationService } from "./gen/champions/v1/organisation_service_pb.js";
import { ProgrammeService } from "./gen/champions/v1/programme_service_pb.js";
import { ReachService } from "./gen/champions/v1/reach_service_pb.js";
import { ReportService } from "./gen/champions/v1/report_service_pb.js";
import { ReturnService } from "./gen/champions/v1/return_service_pb.js";
import { RiskService } from "./gen/champions/v1/risk_service_pb.js";
import { TrainingService } from "./gen/champions/v1/training_service_pb.js";
import { WardService } from "./gen/champions/v1/ward_service_pb.js";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.js";
import { type Acknowledgement, type Item, send } from "./stream.js";
import { createTransport, open, withRetries } from "./transport.js";

export interface Options {
  /** `host:port`, always with TLS; or `unix:/path` on the service's own machine, without. */
  readonly address: string;
  readonly token: string;
  /** A PEM file with the authority that signed the service's certificate; the usual ones where absent. */
  readonly caFile?: string;
  /** For the whole call with its retries (60 s); `timeoutMs` of a call goes before it. */
  readonly deadlineMs?: number;
  /** For each attempt (15 s). */
  readonly attemptTimeoutMs?: number;
  /** A stream takes a new connection after this time (60 s), so that a dead one is noticed. */
  readonly streamConnectionMs?: number;
  /** Items of a stream that are sent and not acknowledged yet (100). */
  readonly streamWindow?: number;
  readonly retry?: Partial<RetryPolicy>;
}

/** One connection; close() it when done. Calls throw a ChampionsError. */
export class Client {
  readonly access: ServiceClient<typeof AccessService>;
  readonly activities: ServiceClient<typeof ActivityService>;
  readonly audit: ServiceClient<typeof AuditService>;
  readonly budgets: ServiceClient<typeof BudgetService>;
  readonly cases: ServiceClient<typeof CaseService>;
  readonly champions: ServiceClient<typeof ChampionService>;
  readonly changes: ServiceClient<typeof ChangeService>;
  readonly funding: ServiceClient<typeof FundingService>;
  readonly imports: ServiceClient<typeof ImportService>;
  readonly measures: ServiceClient<typeof MeasureService>;
  readonly returns: ServiceClient<typeof ReturnService>;
  readonly wards: ServiceClient<typeof WardService>;
  readonly organisations: ServiceClient<typeof OrganisationService>;
  readonly programmes: ServiceClient<typeof ProgrammeService>;
  readonly reach: ServiceClient<typeof ReachService>;
  readonly risks: ServiceClient<typeof RiskService>;
  readonly insights: ServiceClient<typeof InsightService>;
  readonly reports: ServiceClient<typeof ReportService>;
  readonly training: ServiceClient<typeof TrainingService>;

  private readonly sessionManager: Http2SessionManager;
  private readonly transport: Transport;
  private readonly retry: RetryPolicy;

  constructor(private readonly options: Options) {
    this.retry = { ...defaultRetryPolicy, ...options.retry };
    this.sessionManager = open(options.address, options.caFile);
    this.transport = createTransport(this.sessionManager, options.token);
    const retrying = withRetries(this.transport, {
      deadlineMs: options.deadlineMs ?? 60_000,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 15_000,
      retry: this.retry,
    });
    this.access = createClient(AccessService, retrying);
    this.activities = createClient(ActivityService, retrying);
    this.audit = createClient(AuditService, retrying);
    this.budgets = createClient(BudgetService, retrying);
    this.cases = createClient(CaseService, retrying);
    this.champions = createClient(ChampionService, retrying);
    this.changes = createClient(ChangeService, retrying);
    this.funding = createClient(FundingService, retrying);
    this.imports = createClient(ImportService, retrying);
    this.measures = createClient(MeasureService, retrying);
    this.returns = createClient(ReturnService, retrying);
    this.wards = createClient(WardService, retrying);
    this.organisations = createClient(OrganisationService, retrying);
    this.programmes = createClient(ProgrammeService, retrying);
    this.reach = createClient(ReachService, retrying);
    this.risks = createClient(RiskService, retrying);
    this.insights = createClient(InsightService, retrying);
    this.reports = createClient(ReportService, retrying);
    this.training = createClient(TrainingService, retrying);
  }

  /** Sends items one by one and yields what became of each; see stream.ts. */
  streamReach(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Acknowledgement> {
    const { streamReach } = createClient(ReachService, this.transport);
    return send(streamReach, items, {
      connectionMs: this.options.streamConnectionMs ?? 60_000,
      window: this.options.streamWindow ?? 100,
      retry: this.retry,
    });
  }

  close(): void {
    this.sessionManager.abort();
  }
}

/** The answers of a List method, page after page: `pages(client.reach.listReaches, { organisation })`. */
export async function* pages<
  Request extends { pageToken?: string },
  Answer extends { nextPageToken: string },
>(
  method: (request: Request, options?: CallOptions) => Promise<Answer>,
  request: Request,
): AsyncGenerator<Answer> {
  let page = await method(request);
  yield page;
  while (page.nextPageToken !== "") {
    page = await method({ ...request, pageToken: page.nextPageToken });
    yield page;
  }
}
