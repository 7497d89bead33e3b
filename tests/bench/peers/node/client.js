'use strict';
// A client of the Node server, or of Champions itself: calls as promises, over a unix socket.
const { join } = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

function connect(socket) {
  const { champions: { v1 } } = grpc.loadPackageDefinition(loader.loadSync(
    ['champions/v1/reach_service.proto', 'champions/v1/report_service.proto'],
    { includeDirs: [join(__dirname, '../../../../proto')], keepCase: true, longs: Number,
      enums: String, defaults: true }));
  const credentials = grpc.credentials.createInsecure();
  const reach = new v1.ReachService(`unix:${socket}`, credentials);
  const reports = new v1.ReportService(`unix:${socket}`, credentials);
  const call = (client, method) => (request, token) => new Promise((resolve, reject) => {
    const metadata = new grpc.Metadata();
    if (token) metadata.set('authorization', `Bearer ${token}`);
    client[method](request, metadata, { deadline: Date.now() + 10000 },
      (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  return {
    logReach: call(reach, 'LogReach'),
    getTotals: call(reports, 'GetTotals'),
    close: () => { reach.close(); reports.close(); },
  };
}

module.exports = { connect };
