export { Client, type Options, pages } from "./client.js";
export { ChampionsError, Code, type FieldViolation } from "./errors.js";
export { type RetryPolicy } from "./retry.js";
export { type Acknowledgement } from "./stream.js";
// The messages and services, as generated; a service of the API is one of these modules.
export * from "./gen/champions/v1/access_service_pb.js";
export * from "./gen/champions/v1/activity_service_pb.js";
export * from "./gen/champions/v1/audit_service_pb.js";
export * from "./gen/champions/v1/champion_service_pb.js";
export * from "./gen/champions/v1/finding_pb.js";
export * from "./gen/champions/v1/funding_service_pb.js";
export * from "./gen/champions/v1/import_service_pb.js";
export * from "./gen/champions/v1/insight_service_pb.js";
export * from "./gen/champions/v1/organisation_service_pb.js";
export * from "./gen/champions/v1/programme_service_pb.js";
export * from "./gen/champions/v1/reach_service_pb.js";
export * from "./gen/champions/v1/report_service_pb.js";
export * from "./gen/champions/v1/risk_service_pb.js";
export * from "./gen/champions/v1/training_service_pb.js";
