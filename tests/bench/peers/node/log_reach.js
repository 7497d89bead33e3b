'use strict';
// ReachService.LogReach: one transaction per call, six statements in three flights.
const { createHash } = require('node:crypto');
const { status } = require('@grpc/grpc-js');
const { Checker, checkReach, label } = require('./checks');
const { together, withClient } = require('./database');
const { Refusal, invalid, notFound, unimplemented } = require('./refusal');

const METHOD = 'ReachService/LogReach';

// The context for row-level security, and the answer if this request was answered before: the
// database's own function, which makes a second copy of a request wait for the first.
const BEGIN_WRITE = {
  name: 'begin_write',
  text: 'select method, body_hash, answer from begin_write($1, $2, $3, $4, $5, $6)',
};

const RESOLVE = {
  name: 'resolve',
  text: `
    select (select id from organisation where code = $1) as organisation_id,
           (select id from programme where code = $2) as programme_id,
           $3::text is not null and exists (
             select from reach r join organisation o on o.id = r.organisation_id
              where o.code = $1 and r.external_id = $3) as is_taken`,
};

// The record, its note, its ledger entry (whose trigger keeps the rollup) and the audit row.
const INSERT = {
  name: 'insert_reach',
  text: `
    with record as materialized (
      select new_id() as id, ledger_instant() as instant
    ), recorded as (
      insert into reach (organisation_id, id, external_id, programme_id, occurred_on, ward, mode,
                         topic, people, new_people, signposted, breakdowns, recorded_at, updated_at)
      select $1, id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, instant, instant from record
    ), noted as (
      insert into reach_note (organisation_id, reach_id, note)
      select $1, id, $12 from record where $12::text is not null
    ), posted as (
      insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind,
                                source_id, reached, new_people, signposted, impressions, recorded_at)
      select $1, $3, 'BOTH', $4, 'REACH', id,
             case when $6 <> 'BROADCAST'::reach_mode then $8::int else 0 end,
             case when $6 <> 'BROADCAST'::reach_mode then $9::int else 0 end,
             case when $6 <> 'BROADCAST'::reach_mode then $10::int else 0 end,
             case when $6 = 'BROADCAST'::reach_mode then $8::int else 0 end, instant
        from record where $8::int > 0
    ), audited as (
      insert into audit_event (organisation_id, key_id, user_id, method, object_kind, object,
                               request_id, address)
      select $1, $13, $14, '${METHOD}', 'reach', id, $15, $16 from record
    )
    select id, epoch_us(instant) as recorded_at_us from record`,
};

const INSERT_ANSWER = {
  name: 'insert_answer',
  text: `insert into request_answer (key_id, request_id, method, body_hash, answer)
         values ($1, $2, '${METHOD}', $3, $4)`,
};

function check(request) {
  const checker = new Checker();
  checker.uuid('request_id', request.request_id);
  if (request.reach) checkReach(checker, request.reach);
  else checker.wrong('reach', 'is required');
  if (checker.violations.length > 0) throw invalid(checker.violations);
  for (const field of ['activity', 'champion', 'partners']) {
    if (request.reach[field].length > 0) throw unimplemented(`reach.${field}`);
  }
  if (request.validate_only) throw unimplemented('validate_only');
}

const bodyHash = (request) =>
  createHash('sha256').update(JSON.stringify({ ...request, request_id: '' })).digest();

function breakdownsOf(reach) {
  if (reach.breakdowns.length === 0) return null;
  return JSON.stringify(reach.breakdowns.map(({ dimension, category, people }) =>
    ({ dimension: label(dimension, 'BREAKDOWN_DIMENSION_'), category, people })));
}

function insertOf(caller, requestId, reach, ids) {
  return { ...INSERT, values: [ids.organisation_id, reach.external_id || null, ids.programme_id,
    reach.occurred_on, reach.ward || null, label(reach.mode, 'REACH_MODE_'),
    label(reach.topic, 'REACH_TOPIC_'), reach.people, reach.new_people, reach.signposted,
    breakdownsOf(reach), reach.note || null, caller.keyId, caller.userId, requestId,
    caller.address] };
}

function answerOf(caller, reach, { id, recorded_at_us: us }) {
  const time = { seconds: Math.floor(us / 1000000), nanos: (us % 1000000) * 1000 };
  return { reach: { ...reach, id, note: caller.personal ? reach.note : '',
    state: 'REACH_STATE_RECORDED', etag: '1', reason: '', record_time: time, update_time: time } };
}

// What the request's first copy was answered, where there was one.
function replayed(before, hash) {
  if (before.method !== METHOD || !before.body_hash.equals(hash)) {
    throw new Refusal(status.ALREADY_EXISTS,
      'this request_id was used for another request: expected a new UUID');
  }
  return before.answer;
}

// The handler; `serialise` turns an answer into the bytes that are sent and kept.
function makeLogReach(pool, serialise) {
  return async (request, caller, remainingMs) => {
    check(request);
    const { reach } = request;
    const requestId = request.request_id || null;
    const hash = bodyHash(request);
    return withClient(pool, async (client) => {
      const [, [before], [ids]] = await together(client, 'begin',
        { ...BEGIN_WRITE, values: [caller.organisationIds, caller.everything, caller.personal,
          remainingMs, caller.keyId, requestId] },
        { ...RESOLVE, values: [reach.organisation, reach.programme, reach.external_id || null] });
      if (before) {
        await client.query('commit');
        return replayed(before, hash);
      }
      if (ids.organisation_id === null) {
        throw notFound('reach.organisation', 'organisation', reach.organisation);
      }
      if (ids.programme_id === null) throw notFound('reach.programme', 'programme', reach.programme);
      if (ids.is_taken) {
        throw new Refusal(status.ALREADY_EXISTS, 'reach.external_id is taken');
      }
      const [[record]] = await together(client, insertOf(caller, requestId, reach, ids));
      const answer = serialise(answerOf(caller, reach, record));
      const keep = { ...INSERT_ANSWER, values: [caller.keyId, requestId, hash, answer] };
      await together(client, ...(requestId ? [keep] : []), 'commit');
      return answer;
    });
  };
}

module.exports = { makeLogReach };
