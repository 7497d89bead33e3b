'use strict';
// Who calls: the bearer token's keyed hash, looked up and remembered for a second, as Champions does.
const { createHmac } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { status } = require('@grpc/grpc-js');
const { Refusal } = require('./refusal');

const REMEMBERED_MS = 1000;
const MOST_KNOWN = 10000;
const MOST_TOKEN_BYTES = 200;

const FIND_PRINCIPAL = {
  name: 'find_principal',
  text: `
    select k.id as key_id, k.user_id, coalesce(u.role, k.role) as role,
           case when u.id is null then k.organisation_ids else u.organisation_ids end
             as organisation_ids
      from access_key k left join access_user u on u.id = k.user_id
     where k.token_hash = $1 and k.revoked_at is null
       and (k.expires_at is null or k.expires_at > clock_timestamp())
       and coalesce(u.state = 'ENABLED', true)`,
};

const ROLES = {
  ADMINISTRATOR: { everything: true, personal: true, may: ['reach.write', 'reports.read'] },
  PROGRAMME_MANAGER: { everything: true, personal: true, may: ['reach.write', 'reports.read'] },
  COORDINATOR: { everything: false, personal: true, may: ['reach.write', 'reports.read'] },
  PARTNER: { everything: false, personal: false, may: ['reach.write', 'reports.read'] },
  AUDITOR: { everything: true, personal: false, may: ['reports.read'] },
};

class Authenticator {
  constructor(pool, pepperFile) {
    const hex = readFileSync(pepperFile, 'ascii').trim();
    if (!/^[0-9a-fA-F]{64,}$/.test(hex)) throw new Error(`${pepperFile} holds no pepper`);
    this.pool = pool;
    this.pepper = Buffer.from(hex, 'hex');
    this.known = new Map();
  }

  // The principal behind a call that holds the permission, or a refusal.
  async authenticate(metadata, permission) {
    const [authorization] = metadata.get('authorization');
    if (!authorization) {
      throw new Refusal(status.UNAUTHENTICATED,
        'metadata `authorization` is missing: expected `Bearer <token>`');
    }
    const token = /^Bearer (.+)$/.exec(authorization)?.[1];
    if (!token || token.length > MOST_TOKEN_BYTES) throw this.#invalid();
    const principal = await this.#find(createHmac('sha256', this.pepper).update(token).digest());
    if (!principal.may.includes(permission)) {
      throw new Refusal(status.PERMISSION_DENIED,
        `${principal.role} may not do this: it takes ${permission}`);
    }
    return principal;
  }

  // What is remembered is the look-up itself, so that calls of the same moment share one.
  #find(hash) {
    const key = hash.toString('latin1');
    const now = performance.now();
    const known = this.known.get(key);
    if (known && known.until > now) return known.principal;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const principal = this.#read(hash);
    const entry = { principal, until: now + REMEMBERED_MS };
    this.known.set(key, entry);
    // Only who is known is remembered, neither strangers nor failures.
    principal.catch(() => {
      if (this.known.get(key) === entry) this.known.delete(key);
    });
    return principal;
  }

  async #read(hash) {
    const { rows: [row] } = await this.pool.query({ ...FIND_PRINCIPAL, values: [hash] });
    if (!row) throw this.#invalid();
    const role = ROLES[row.role];
    return { ...role, role: row.role, keyId: row.key_id, userId: row.user_id,
      organisationIds: role.everything ? [] : row.organisation_ids };
  }

  #invalid() {
    return new Refusal(status.UNAUTHENTICATED,
      'the bearer token is not valid: it is unknown, revoked or expired');
  }
}

module.exports = { Authenticator };
