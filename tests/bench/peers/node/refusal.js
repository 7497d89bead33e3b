'use strict';
// Why a call is refused, and how what went wrong becomes a gRPC status.
const { status } = require('@grpc/grpc-js');

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const invalid = (violations) =>
  new Refusal(status.INVALID_ARGUMENT, violations.map((v) => `${v.field}: ${v.problem}`).join('; '));
const notFound = (field, kind, name) =>
  new Refusal(status.NOT_FOUND, `${field}: there is no ${kind} '${name}'`);
const unimplemented = (field) =>
  new Refusal(status.UNIMPLEMENTED, `${field} is not served by this server`);

const TAKEN_NAME = 'reach_external_id_key';

// Details of the database's errors quote rows, so they go to the log and never to a caller.
function toStatus(error) {
  if (error instanceof Refusal) return { code: error.code, details: error.message };
  const state = typeof error.code === 'string' ? error.code : '';
  if (state === '23505' && error.constraint === TAKEN_NAME) {
    return { code: status.ALREADY_EXISTS, details: 'reach.external_id is taken' };
  }
  if (state === '57014') {
    return { code: status.DEADLINE_EXCEEDED, details: 'the deadline passed' };
  }
  if (state === '40001' || state === '40P01') {
    return { code: status.ABORTED, details: 'another call was in the way: send it again' };
  }
  console.error(error);
  if (/^(08|57P|ECONN|ENOENT|EPIPE)/.test(state) || /^Connection terminated/.test(error.message)) {
    return { code: status.UNAVAILABLE, details: 'the database cannot be reached' };
  }
  return { code: status.INTERNAL, details: 'internal error' };
}

module.exports = { Refusal, invalid, notFound, unimplemented, toStatus };
