'use strict';
// ReportService.GetTotals, as now known: one transaction of one flight, with one statement over the
// rollup.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Checker, isCode } = require('./checks');
const { together, withClient } = require('./database');
const { invalid, unimplemented } = require('./refusal');

const STATEMENT = join(__dirname, 'get_totals.sql');
const DEFINITIONS = 1;
const FIGURES = ['recruited', 'trained', 'reached', 'new_people', 'signposted', 'impressions',
  'activities', 'awarded_pence', 'paid_pence'];
const COLUMNS = FIGURES.flatMap((figure) => [figure, `${figure}_to_date`]);

const BEGIN_AS = { name: 'begin_as', text: 'select begin_as($1, $2, $3, $4)' };
const TOTALS = {
  name: 'totals',
  text: readFileSync(STATEMENT, 'utf8'),
};

const day = (year, month, date) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);

// The first and the last day of 2024-25-Q2; nothing where the text is not a quarter.
function quarterOf(text) {
  const parts = /^([0-9]{4})-([0-9]{2})-Q([1-4])$/.exec(text);
  if (!parts) return null;
  const [start, next, number] = parts.slice(1).map(Number);
  // Date.UTC would read a year below 100 as one of the last century.
  if (start < 100 || next !== (start + 1) % 100) return null;
  const year = number === 4 ? start + 1 : start;
  const month = number === 4 ? 0 : number * 3;
  return { from: day(year, month, 1), to: day(year, month + 3, 0) };
}

function check(request) {
  const checker = new Checker();
  checker.text('quarter', request.quarter, { required: true,
    good: (text) => quarterOf(text) !== null, expected: 'a quarter such as 2024-25-Q2' });
  if (request.group_by.length > 2) checker.wrong('group_by', 'expected at most 2 items');
  for (const group of request.group_by) {
    if (!/^TOTALS_GROUP_(ORGANISATION|PROGRAMME)$/.test(group)) {
      checker.wrong('group_by', 'expected ORGANISATION or PROGRAMME');
    }
  }
  for (const kind of ['organisations', 'programmes']) {
    const codes = request.filters?.[kind] ?? [];
    if (codes.length > 1000) checker.wrong(`filters.${kind}`, 'expected at most 1000 items');
    if (!codes.every((code) => code !== '' && code.length <= 64 && isCode(code))) {
      checker.wrong(`filters.${kind}`, 'expected codes');
    }
  }
  if (checker.violations.length > 0) throw invalid(checker.violations);
  if (request.as_known_at) throw unimplemented('as_known_at');
  if (request.include_contributed_to) throw unimplemented('include_contributed_to');
}

function figuresOf(row) {
  const figures = { organisation: row.organisation ?? '', programme: row.programme ?? '' };
  for (const column of COLUMNS) figures[column] = row[column];
  return figures;
}

function answerOf(request, quarter, rows) {
  const { now_us: us } = rows[0];
  const answer = { quarter: request.quarter, ...quarter, definitions: DEFINITIONS, rows: [],
    as_known_at: { seconds: Math.floor(us / 1000000), nanos: (us % 1000000) * 1000 } };
  for (const row of rows) {
    if (row.is_total === 1) answer.total = figuresOf(row);
    else if (COLUMNS.some((column) => row[column] !== 0)) answer.rows.push(figuresOf(row));
  }
  return answer;
}

// The handler; `serialise` turns an answer into the bytes that are sent.
function makeGetTotals(pool, serialise) {
  return async (request, caller, remainingMs) => {
    check(request);
    const quarter = quarterOf(request.quarter);
    const { organisations = [], programmes = [] } = request.filters ?? {};
    const values = [quarter.from, request.group_by.includes('TOTALS_GROUP_ORGANISATION'),
      request.group_by.includes('TOTALS_GROUP_PROGRAMME'), organisations, programmes,
      programmes.length > 0];
    const [, , rows] = await withClient(pool, (client) => together(client, 'begin',
      { ...BEGIN_AS, values: [caller.organisationIds, caller.everything, caller.personal,
        remainingMs] },
      { ...TOTALS, values }, 'commit'));
    return serialise(answerOf(request, quarter, rows));
  };
}

module.exports = { makeGetTotals };
