'use strict';
// The pool, and transactions on it.
const { Pool, types } = require('pg');

const INT8 = 20;
// Counts, pence and microseconds since 1970, all far below 2^53.
types.setTypeParser(INT8, Number);

function makePool(options) {
  const pool = new Pool({
    host: options['pg-host'],
    port: Number(options['pg-port']),
    database: options.database,
    user: options['pg-user'],
    max: Number(options.pool),
    application_name: 'bench-peer-node',
    idleTimeoutMillis: 0,  // connections stay, and what is prepared on them
    // On, statements that do not wait for each other's rows go out together.
    pipeline: options.pipeline === 'on',
  });
  // A connection that breaks while idle is replaced at its next use.
  pool.on('error', (error) => console.error(error));
  return pool;
}

// Sends statements in one flight (where pipelining is off: one after the other) and waits for all of them, so that none is still under way when
// the connection is given back; then the first failure counts.
async function together(client, ...statements) {
  const settled = await Promise.allSettled(statements.map((one) => client.query(one)));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => one.value.rows);
}

// Gives the work a connection. The work begins and commits by itself; whatever it leaves open is
// rolled back, and a connection that cannot even do that is thrown away.
async function withClient(pool, work) {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.query('rollback').then(() => client.release(), (broken) => client.release(broken));
    throw error;
  }
}

module.exports = { makePool, together, withClient };
