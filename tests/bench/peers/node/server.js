'use strict';
// A gRPC server in Node that records reach and answers totals as Champions does, in the same
// database. README.md says what each call does.
const { existsSync, unlinkSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { Authenticator } = require('./authenticator');
const { makePool } = require('./database');
const { makeGetTotals } = require('./get_totals');
const { makeLogReach } = require('./log_reach');
const { toStatus } = require('./refusal');

const PROTOS = join(__dirname, '../../../../proto');
const LONGEST_MS = 30000;
const LONGEST_DRAIN_MS = 5000;

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { socket: text, 'pg-host': text, 'pg-port': text,
    database: text, 'pepper-file': text, 'pg-user': { ...text, default: 'champions_app' },
    pool: { ...text, default: '8' }, pipeline: { ...text, default: 'on' } } });
  for (const name of ['socket', 'pg-host', 'pg-port', 'database', 'pepper-file']) {
    if (values[name] === undefined) throw new Error(`--${name} is missing`);
  }
  return values;
}

function loadServices() {
  const definition = loader.loadSync(
    ['champions/v1/reach_service.proto', 'champions/v1/report_service.proto'],
    { includeDirs: [PROTOS], keepCase: true, longs: Number, enums: String, defaults: true });
  return grpc.loadPackageDefinition(definition).champions.v1;
}

// Answers are made into bytes by the handlers: what is kept for a retry is what was sent.
const sendsBytes = (method) => ({ ...method, responseSerialize: (bytes) => bytes });

function remainingMs(call) {
  const deadline = call.getDeadline();
  const left = deadline === Infinity ? LONGEST_MS : Number(deadline) - Date.now();
  return Math.max(1, Math.min(LONGEST_MS, Math.ceil(left)));
}

function serve(authenticator, permission, handler) {
  return (call, callback) => {
    const answer = async () => {
      const principal = await authenticator.authenticate(call.metadata, permission);
      const [address = null] = call.metadata.get('x-champions-client-address');
      return handler(call.request, { ...principal, address }, remainingMs(call));
    };
    answer().then((bytes) => callback(null, bytes), (error) => callback(toStatus(error)));
  };
}

function main() {
  const options = readOptions();
  const pool = makePool(options);
  const authenticator = new Authenticator(pool, options['pepper-file']);
  const { ReachService: { service: reach }, ReportService: { service: reports } } = loadServices();
  const server = new grpc.Server();
  server.addService({ LogReach: sendsBytes(reach.LogReach) }, { LogReach: serve(authenticator,
    'reach.write', makeLogReach(pool, reach.LogReach.responseSerialize)) });
  server.addService({ GetTotals: sendsBytes(reports.GetTotals) }, { GetTotals: serve(authenticator,
    'reports.read', makeGetTotals(pool, reports.GetTotals.responseSerialize)) });

  if (existsSync(options.socket)) unlinkSync(options.socket);
  server.bindAsync(`unix:${options.socket}`, grpc.ServerCredentials.createInsecure(), (error) => {
    if (error) throw error;
    console.log('ready');
  });
  const stop = () => {
    setTimeout(() => process.exit(1), LONGEST_DRAIN_MS).unref();
    server.tryShutdown(() => pool.end());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main();
