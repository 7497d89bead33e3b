'use strict';
// PostGraphile as a library on Node's own HTTP server, with what its manual advises for production.
const http = require('node:http');
const { parseArgs } = require('node:util');
const { Pool } = require('pg');
const { postgraphile } = require('postgraphile');

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { port: text, 'pg-host': text, 'pg-port': text,
    database: text, 'pg-user': { ...text, default: 'champions_app' },
    pool: { ...text, default: '8' } } });
  for (const name of ['port', 'pg-host', 'pg-port', 'database']) {
    if (values[name] === undefined) throw new Error(`--${name} is missing`);
  }
  return values;
}

const PRODUCTION = {
  watchPg: false,
  graphiql: false,
  enhanceGraphiql: false,
  dynamicJson: false,
  setofFunctionsContainNulls: false,
  ignoreRBAC: false,
  disableQueryLog: true,
  enableQueryBatching: false,
  legacyRelations: 'omit',
  retryOnInitFail: false,
  extendedErrors: ['errcode'],
};

function main() {
  const options = readOptions();
  const pool = new Pool({ host: options['pg-host'], port: Number(options['pg-port']),
    database: options.database, user: options['pg-user'], max: Number(options.pool),
    application_name: 'bench-peer-postgraphile', idleTimeoutMillis: 0 });
  pool.on('error', (error) => console.error(error));
  const middleware = postgraphile(pool, 'peer', PRODUCTION);
  const server = http.createServer(middleware);
  // The schema is made from the database's catalogue; calls before that would wait for it.
  middleware.getGraphQLSchema().then(() => {
    server.listen(Number(options.port), '127.0.0.1', () => console.log('ready'));
  }, (error) => {
    console.error(error);
    process.exit(1);
  });
  const stop = () => {
    server.close(() => pool.end());
    server.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main();
