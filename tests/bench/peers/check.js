'use strict';
// What `check` asks of the peers. Every step compares with the rows in the database, read as its
// superuser, whom row-level security does not bind.
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { parseArgs } = require('node:util');
const { status } = require('@grpc/grpc-js');
const { Pool } = require('pg');
const { connect } = require('./node/client');

const text = { type: 'string' };
const { values: options } = parseArgs({ options: { socket: text, champions: text, port: text,
  'pg-host': text, 'pg-port': text, database: text } });
const { CHECK_TOKEN: token, CHECK_AUDITOR_TOKEN: auditor, CHECK_PARTNER_TOKEN: partner } =
  process.env;
const pool = new Pool({ host: options['pg-host'], port: Number(options['pg-port']),
  database: options.database, user: 'postgres', max: 1 });
const node = connect(options.socket);
const champions = connect(options.champions);

const QUARTER = { id: '2024-25-Q2', from: '2024-07-01', to: '2024-09-30' };
const DAY = '2024-08-15';

async function row(statement, ...values) {
  const { rows } = await pool.query(statement, values);
  assert.equal(rows.length, 1, statement);
  return rows[0];
}

// The rows of a request in every table that a write touches.
const traces = (requestId) => row(
  `select (select count(*)::int from audit_event where request_id = $1) as audited,
          (select count(*)::int from request_answer where request_id = $1) as answered,
          (select count(*)::int from reach r join audit_event a on a.object = r.id::text
            where a.request_id = $1) as recorded,
          (select count(*)::int from ledger_entry l join audit_event a on a.object = l.source_id::text
            where a.request_id = $1) as posted`, requestId);

const ONCE = { audited: 1, answered: 1, recorded: 1, posted: 1 };
const NEVER = { audited: 0, answered: 0, recorded: 0, posted: 0 };

const records = () => row(
  `select count(*)::int as records, coalesce(sum(people), 0)::int as people,
          coalesce(sum(new_people), 0)::int as new_people,
          coalesce(sum(signposted), 0)::int as signposted
     from reach r join organisation o on o.id = r.organisation_id
    where o.code = 'NORTH' and r.occurred_on between $1 and $2 and r.mode <> 'BROADCAST'`,
  QUARTER.from, QUARTER.to);

const reachOf = (change) => ({ organisation: 'NORTH', programme: 'HEARTS', occurred_on: DAY,
  mode: 'REACH_MODE_GROUP', topic: 'REACH_TOPIC_DIABETES', people: 12, new_people: 5,
  signposted: 3, ...change });

async function refused(promise, code, words) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.details, words);
    return true;
  });
}

async function nodeLogs() {
  const ids = [];
  for (let i = 1; i <= 5; ++i) {
    const request = { request_id: randomUUID(), reach: reachOf({ people: 10 + i, new_people: i,
      external_id: `node-${i}`, ward: 'E05013552', note: i === 1 ? 'Asked for Ana' : '',
      breakdowns: [{ dimension: 'BREAKDOWN_DIMENSION_AGE_BAND', category: '25-34', people: 2 }] }) };
    const { reach } = await node.logReach(request, token);
    assert.match(reach.id, /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(reach.record_time.seconds - Date.now() / 1000) < 60);
    assert.deepEqual({ ...reach, id: '', etag: '', state: '', record_time: null, update_time: null },
      { id: '', activity: '', champion: '', partners: [], reason: '', etag: '', state: '',
        record_time: null, update_time: null, ...request.reach });
    assert.equal(reach.state, 'REACH_STATE_RECORDED');
    assert.deepEqual(await traces(request.request_id), ONCE);
    ids.push(reach.id);
  }
  assert.equal(new Set(ids).size, 5);
  const stored = await row('select r.*, n.note from reach r join reach_note n on n.reach_id = r.id');
  assert.equal(stored.id, ids[0]);
  assert.equal(stored.note, 'Asked for Ana');
  assert.deepEqual(stored.breakdowns, [{ dimension: 'AGE_BAND', category: '25-34', people: 2 }]);
}

async function nodeRepeats() {
  const request = { request_id: randomUUID(), reach: reachOf() };
  const first = await node.logReach(request, token);
  assert.deepEqual(await node.logReach(request, token), first);
  // Copies of the same moment too are one.
  const twice = { request_id: randomUUID(), reach: reachOf() };
  const answers = await Promise.all(Array.from({ length: 12 }, () => node.logReach(twice, token)));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.notEqual(answers[0].reach.id, first.reach.id);
  for (const id of [request.request_id, twice.request_id]) assert.deepEqual(await traces(id), ONCE);
  await refused(node.logReach({ ...request, reach: reachOf({ people: 13 }) }, token),
    status.ALREADY_EXISTS, /request_id/);
}

async function nodeRefuses() {
  const before = await records();
  const tries = [
    [reachOf({ organisation: '' }), status.INVALID_ARGUMENT, /reach\.organisation: is required/],
    [reachOf({ programme: '' }), status.INVALID_ARGUMENT, /reach\.programme: is required/],
    [reachOf({ mode: 0 }), status.INVALID_ARGUMENT, /reach\.mode: is required/],
    [reachOf({ topic: 77 }), status.INVALID_ARGUMENT, /reach\.topic: is required/],
    [reachOf({ occurred_on: '' }), status.INVALID_ARGUMENT, /reach\.occurred_on: is required/],
    [reachOf({ occurred_on: '2024-02-30' }), status.INVALID_ARGUMENT, /reach\.occurred_on/],
    [reachOf({ occurred_on: '2999-01-01' }), status.INVALID_ARGUMENT, /reach\.occurred_on/],
    [reachOf({ ward: 'e1' }), status.INVALID_ARGUMENT, /reach\.ward/],
    [reachOf({ people: -1 }), status.INVALID_ARGUMENT, /reach\.people/],
    [reachOf({ new_people: 13 }), status.INVALID_ARGUMENT, /reach\.new_people/],
    [reachOf({ external_id: 'a\u0000b' }), status.INVALID_ARGUMENT, /reach\.external_id/],
    [reachOf({ breakdowns: [{ dimension: 'BREAKDOWN_DIMENSION_GENDER', category: '1', people: 13 }] }),
      status.INVALID_ARGUMENT, /reach\.breakdowns: GENDER adds up to 13/],
    [reachOf({ external_id: 'node-1' }), status.ALREADY_EXISTS, /external_id/],
    [reachOf({ organisation: 'NOWHERE' }), status.NOT_FOUND, /no organisation 'NOWHERE'/],
    [reachOf({ programme: 'NOTHING' }), status.NOT_FOUND, /no programme 'NOTHING'/],
    [reachOf({ partners: ['SOUTH'] }), status.UNIMPLEMENTED, /partners/],
    [undefined, status.INVALID_ARGUMENT, /reach: is required/],
  ];
  for (const [reach, code, words] of tries) {
    const request = { request_id: randomUUID(), reach };
    await refused(node.logReach(request, token), code, words);
    assert.deepEqual(await traces(request.request_id), NEVER);
  }
  await refused(node.logReach({ request_id: 'no', reach: reachOf() }, token),
    status.INVALID_ARGUMENT, /request_id/);
  const request = { request_id: randomUUID(), reach: reachOf() };
  await refused(node.logReach(request), status.UNAUTHENTICATED, /authorization/);
  await refused(node.logReach(request, `chk_${'0'.repeat(64)}`), status.UNAUTHENTICATED, /token/);
  await refused(node.logReach(request, auditor), status.PERMISSION_DENIED, /reach\.write/);
  await refused(node.getTotals({ quarter: '2024-26-Q2' }, token), status.INVALID_ARGUMENT, /quarter/);
  await refused(node.getTotals({ quarter: '' }, token), status.INVALID_ARGUMENT, /quarter/);
  // Row-level security: to a partner of NORTH there is no SOUTH.
  await refused(node.logReach({ request_id: randomUUID(),
    reach: reachOf({ organisation: 'SOUTH' }) }, partner), status.NOT_FOUND, /SOUTH/);
  assert.deepEqual(await records(), before);
}

// A partner writes a note and, holding no right to personal data, does not get it back.
async function nodeServesPartner() {
  const request = { request_id: randomUUID(), reach: reachOf({ note: 'Bela came along' }) };
  const { reach } = await node.logReach(request, partner);
  assert.equal(reach.note, '');
  assert.deepEqual(await traces(request.request_id), ONCE);
  const south = { request_id: randomUUID(), reach: reachOf({ organisation: 'SOUTH', people: 7 }) };
  await node.logReach(south, token);
  const { total, rows } = await node.getTotals({ quarter: QUARTER.id,
    group_by: ['TOTALS_GROUP_ORGANISATION'] }, partner);
  assert.deepEqual(rows.map((one) => one.organisation), ['NORTH']);
  assert.equal(total.reached, (await records()).people);
  const all = await node.getTotals({ quarter: QUARTER.id,
    group_by: ['TOTALS_GROUP_ORGANISATION'] }, token);
  assert.deepEqual(all.rows.map((one) => one.organisation), ['NORTH', 'SOUTH']);
  assert.equal(all.total.reached, total.reached + 7);
}

async function graphql(query, variables) {
  const response = await fetch(`http://127.0.0.1:${options.port}/graphql`, { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  assert.equal(response.status, 200);
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

const graphqlLog = async (input) => (await graphql(
  `mutation($input: LogReachInput!) { logReach(input: $input) {
     loggedReach { id organisation occurredOn mode people state recordTime } } }`,
  { input })).logReach.loggedReach;

const inputOf = (change) => ({ requestId: randomUUID(), organisation: 'NORTH',
  programme: 'MINDS', occurredOn: DAY, mode: 'CONVERSATION', topic: 'IMMUNISATION', people: 4,
  newPeople: 2, signposted: 1, ...change });

async function graphileLogsAndRepeats() {
  for (let i = 1; i <= 4; ++i) {
    const input = inputOf({ people: 3 + i, externalId: `graphile-${i}` });
    const reach = await graphqlLog(input);
    assert.deepEqual({ ...reach, id: '', recordTime: '' }, { id: '', organisation: 'NORTH',
      occurredOn: DAY, mode: 'CONVERSATION', people: 3 + i, state: 'RECORDED', recordTime: '' });
    assert.ok(Math.abs(Date.parse(reach.recordTime) - Date.now()) < 60000);
    assert.deepEqual(await graphqlLog(input), reach);
    assert.deepEqual(await traces(input.requestId), ONCE);
  }
  const twice = inputOf({});
  const answers = await Promise.all(Array.from({ length: 12 }, () => graphqlLog(twice)));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.deepEqual(await traces(twice.requestId), ONCE);
  await assert.rejects(graphqlLog({ ...twice, people: 5 }), /another request/);
  // Broadcast counts as impressions, in the ledger as in the record.
  await graphqlLog(inputOf({ mode: 'BROADCAST', people: 900 }));
}

async function graphileRefuses() {
  const before = await records();
  const tries = [[{ organisation: '' }, /organisation/], [{ programme: 'a b' }, /programme/],
    [{ organisation: 'NOWHERE' }, /organisation/], [{ programme: 'NOTHING' }, /programme/],
    [{ occurredOn: '2999-01-01' }, /occurred_on/], [{ mode: null }, /mode/],
    [{ people: null }, /people/], [{ newPeople: 5 }, /new_people/], [{ ward: 'x' }, /ward/],
    [{ externalId: 'graphile-1' }, /reach_external_id_key/]];
  for (const [change, words] of tries) {
    const input = inputOf(change);
    await assert.rejects(graphqlLog(input), words);
    assert.deepEqual(await traces(input.requestId), NEVER);
  }
  await assert.rejects(graphqlLog(inputOf({ requestId: null })), /request_id/);
  assert.deepEqual(await records(), before);
}

// The same sum from the records, through Node and through PostGraphile.
async function totalsAgree() {
  const { records: count, people, new_people: newPeople, signposted } = await records();
  assert.ok(count >= 12, `${count} records`);
  const { total, rows, from, to, quarter } = await node.getTotals({ quarter: QUARTER.id,
    filters: { organisations: ['NORTH'] } }, token);
  assert.deepEqual({ quarter, from, to, rows },
    { quarter: QUARTER.id, from: QUARTER.from, to: QUARTER.to, rows: [] });
  assert.deepEqual([total.reached, total.new_people, total.signposted, total.reached_to_date],
    [people, newPeople, signposted, people]);
  assert.equal(total.impressions, 900);
  const { totals } = await graphql(
    `query($quarter: Date!) { totals(organisation: "NORTH", quarter: $quarter) {
       reached newPeople signposted reachedToDate impressions } }`, { quarter: QUARTER.from });
  assert.deepEqual(totals, { reached: String(people), newPeople: String(newPeople),
    signposted: String(signposted), reachedToDate: String(people), impressions: '900' });
  const byProgramme = await node.getTotals({ quarter: QUARTER.id,
    group_by: ['TOTALS_GROUP_PROGRAMME'], filters: { organisations: ['NORTH'] } }, token);
  assert.deepEqual(byProgramme.rows.map((one) => one.programme), ['HEARTS', 'MINDS']);
  assert.equal(byProgramme.rows.reduce((sum, one) => sum + one.reached, 0), people);
  const later = await node.getTotals({ quarter: '2024-25-Q4' }, token);
  assert.equal(later.total.reached, 0);
  assert.equal(later.total.reached_to_date, people + 7);
  const { connections } = await row(
    `select count(*)::int as connections from pg_stat_activity
      where application_name like 'bench-peer-%' and usename <> 'champions_app'`);
  assert.equal(connections, 0);
}

// Champions and the Node server answer alike, to the last field, and refuse with the same status.
async function championsAgrees() {
  const groups = ['TOTALS_GROUP_ORGANISATION', 'TOTALS_GROUP_PROGRAMME'];
  for (const quarter of [QUARTER.id, '2024-25-Q4', '2023-24-Q1']) {
    for (const groupBy of [[], groups.slice(0, 1), groups.slice(1), groups]) {
      for (const filters of [null, { organisations: ['NORTH'] }, { programmes: ['MINDS'] }]) {
        for (const who of [token, partner, auditor]) {
          const request = { quarter, group_by: groupBy, filters };
          const [ours, theirs] = await Promise.all([champions.getTotals(request, who),
            node.getTotals(request, who)]);
          assert.deepEqual({ ...theirs, as_known_at: null }, { ...ours, as_known_at: null });
        }
      }
    }
  }
  const reach = reachOf({ note: 'Came twice', ward: 'E05013552',
    breakdowns: [{ dimension: 'BREAKDOWN_DIMENSION_WARD', category: 'E05013552', people: 12 }] });
  const bare = (answer) => ({ ...answer.reach, id: '', record_time: null, update_time: null });
  for (const who of [token, partner]) {
    assert.deepEqual(bare(await node.logReach({ request_id: randomUUID(), reach }, who)),
      bare(await champions.logReach({ request_id: randomUUID(), reach }, who)));
  }
  for (const change of [{ organisation: '' }, { organisation: 'NOWHERE' }, { programme: 'a b' },
    { occurred_on: '2024-02-30' }, { occurred_on: '0000-01-01' }, { mode: 77 }, { people: 10000001 },
    { people: 0 }, { external_id: 'node-1' }, { note: 'x'.repeat(2001) }, { ward: 'E0501355' },
    { breakdowns: [{ dimension: 'BREAKDOWN_DIMENSION_LANGUAGE', category: 'r', people: 1 }] }]) {
    const request = () => ({ request_id: randomUUID(), reach: reachOf(change) });
    const codes = await Promise.all([champions, node].map((server) =>
      server.logReach(request(), token).then(() => status.OK, (error) => error.code)));
    assert.equal(codes[1], codes[0], JSON.stringify(change));
    assert.notEqual(codes[0], status.OK, JSON.stringify(change));
  }
}

async function main() {
  for (const step of [nodeLogs, nodeRepeats, nodeRefuses, nodeServesPartner,
    graphileLogsAndRepeats, graphileRefuses, totalsAgree, championsAgrees]) {
    await step();
    console.log(`ok: ${step.name}`);
  }
  node.close();
  champions.close();
  await pool.end();
}

main();
