'use strict';
// A rough rate of a gRPC server, 64 calls in flight. The client is Node too and costs as much as the
// server under it, so that this tells little more than that it holds; measure with a cheaper client.
const { randomUUID } = require('node:crypto');
const { parseArgs } = require('node:util');
const { connect } = require('./client');

const IN_FLIGHT = 64;
const text = { type: 'string' };
const { values: options } = parseArgs({ options: { socket: text, mode: text, seconds: text } });
const token = process.env.CHECK_TOKEN;
const client = connect(options.socket);
const today = new Date().toISOString().slice(0, 10);
const pick = (list) => list[Math.floor(Math.random() * list.length)];

const CALLS = {
  log: () => client.logReach({ request_id: randomUUID(), reach: {
    organisation: pick(['NORTH', 'SOUTH']), programme: pick(['HEARTS', 'MINDS']),
    occurred_on: today, mode: 'REACH_MODE_GROUP', topic: 'REACH_TOPIC_DIABETES',
    people: 12, new_people: 5, signposted: 3 } }, token),
  totals: () => client.getTotals({ quarter: '2024-25-Q2', filters: {
    organisations: [pick(['NORTH', 'SOUTH'])] } }, token),
};

async function main() {
  const until = performance.now() + Number(options.seconds) * 1000;
  const took = [];
  let errors = 0;
  const caller = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      try {
        await CALLS[options.mode]();
        took.push(performance.now() - start);
      } catch (error) {
        if (errors++ === 0) console.error(error.message);
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  const at = (share) => Number(took[Math.floor(took.length * share)]?.toFixed(3));
  console.log(JSON.stringify({ ok: took.length, errors, rate: Math.round(took.length / seconds),
    p50_ms: at(0.5), p99_ms: at(0.99) }));
  client.close();
  if (errors > 0) process.exitCode = 1;
}

main();
