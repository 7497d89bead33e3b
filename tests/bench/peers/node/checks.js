'use strict';
// The rules of the fields that this server reads, as the options in the protos state them.

const MOST_PEOPLE = 10000000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CATEGORIES = {
  AGE_BAND: /^(0-15|16-24|25-34|35-44|45-54|55-64|65-74|75-84|85\+)$/,
  ETHNIC_CATEGORY: /^([A-HJ-NPRSZ]|99)$/,
  GENDER: /^[1-4XZ]$/,
  LANGUAGE: /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/,
  WARD: /^[A-Z][0-9]{8}$/,
};

// REACH_MODE_GROUP -> GROUP; nothing where the value is unspecified or unknown.
function label(value, prefix) {
  if (typeof value !== 'string' || !value.startsWith(prefix)) return '';
  const name = value.slice(prefix.length);
  return name === 'UNSPECIFIED' ? '' : name;
}

// eslint-disable-next-line no-control-regex
const isLine = (text) => !/[\x00-\x1f\x7f]/.test(text);
// eslint-disable-next-line no-control-regex
const isText = (text) => !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);
// eslint-disable-next-line no-control-regex
const isCode = (text) => !/[\x00-\x20\x7f;,]/.test(text);

function isDay(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || text < '0001') return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function isAtMostAYearAhead(text) {
  const latest = new Date(Date.now() + 3600 * 1000);
  latest.setUTCFullYear(latest.getUTCFullYear() + 1);
  return text <= latest.toISOString().slice(0, 10);
}

// Collects what is wrong with a request.
class Checker {
  violations = [];

  wrong(field, problem) {
    this.violations.push({ field, problem });
  }

  text(field, value, { required = false, most = 200, good = isText, expected = 'plain text' }) {
    if (value === '') {
      if (required) this.wrong(field, 'is required');
    } else if (value.length > most && [...value].length > most) {
      this.wrong(field, `expected at most ${most} characters`);
    } else if (!good(value)) {
      this.wrong(field, `expected ${expected}`);
    }
  }

  code(field, value, required) {
    this.text(field, value,
      { required, most: 64, good: isCode, expected: 'a code without spaces, commas or semicolons' });
  }

  uuid(field, value) {
    this.text(field, value, { good: (text) => UUID.test(text), expected: 'a UUID' });
  }

  number(field, value, most) {
    if (value < 0 || value > most) this.wrong(field, `expected a number from 0 to ${most}`);
  }
}

function checkBreakdowns(checker, reach) {
  const sums = {};
  const seen = new Set();
  reach.breakdowns.forEach((one, i) => {
    const field = `reach.breakdowns[${i}]`;
    const dimension = label(one.dimension, 'BREAKDOWN_DIMENSION_');
    if (!dimension) checker.wrong(`${field}.dimension`, 'is required');
    else if (!CATEGORIES[dimension].test(one.category)) {
      checker.wrong(`${field}.category`, `expected a category of ${dimension}`);
    }
    checker.number(`${field}.people`, one.people, MOST_PEOPLE);
    const key = `${dimension} ${one.category}`;
    if (seen.has(key)) checker.wrong(field, `gives ${key} again`);
    seen.add(key);
    sums[dimension] = (sums[dimension] ?? 0) + one.people;
  });
  for (const [dimension, sum] of Object.entries(sums)) {
    if (sum > reach.people) checker.wrong('reach.breakdowns', `${dimension} adds up to ${sum}`);
  }
}

function checkReach(checker, reach) {
  checker.text('reach.external_id', reach.external_id,
    { most: 100, good: isLine, expected: 'one line' });
  checker.code('reach.organisation', reach.organisation, true);
  checker.code('reach.programme', reach.programme, true);
  checker.text('reach.occurred_on', reach.occurred_on, { required: true,
    good: (text) => isDay(text) && isAtMostAYearAhead(text),
    expected: 'a day that exists, as YYYY-MM-DD, not more than a year ahead' });
  checker.text('reach.ward', reach.ward,
    { good: (text) => CATEGORIES.WARD.test(text), expected: 'an ONS ward code' });
  if (!label(reach.mode, 'REACH_MODE_')) checker.wrong('reach.mode', 'is required');
  if (!label(reach.topic, 'REACH_TOPIC_')) checker.wrong('reach.topic', 'is required');
  checker.number('reach.people', reach.people, MOST_PEOPLE);
  checker.number('reach.new_people', reach.new_people, reach.people);
  checker.number('reach.signposted', reach.signposted, reach.people);
  checker.text('reach.note', reach.note, { most: 2000 });
  if (reach.breakdowns.length > 200) checker.wrong('reach.breakdowns', 'expected at most 200');
  else checkBreakdowns(checker, reach);
}

module.exports = { Checker, checkReach, isCode, label };
