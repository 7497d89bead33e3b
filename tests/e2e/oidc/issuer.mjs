// An issuer of OpenID Connect for the tests, on loopback alone: node issuer.mjs PORT [REDIRECT]
// REDIRECT is where a browser is sent back to beside the command line's.
// The people are invented, and whoever names one is that one.
import http from 'node:http';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;

const people = {
  ada: { email: 'ada@example.org', email_verified: true },
  // Says that it is Ada, and the issuer does not vouch for it.
  eve: { email: 'ada@example.org', email_verified: false },
  // Has Ada's address now, as if it had been given to somebody else.
  mallory: { email: 'ADA@example.org', email_verified: true },
  // Nobody's user.
  bob: { email: 'bob@example.org', email_verified: true },
};

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'champions-cli',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', ...process.argv.slice(3)],
    response_types: ['code'],
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  cookies: { keys: ['of a test'] },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    claimsParameter: { enabled: true },
  },
  pkce: { required: () => true },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(_context, id) {
    return people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) };
  },
  async loadExistingGrant(context) {
    const { client, session, provider: own } = context.oidc;
    const grant = new own.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid email');
    grant.addOIDCClaims(['email', 'email_verified']);
    await grant.save();
    return grant;
  },
  renderError(context, out) { context.body = JSON.stringify(out); },
});

async function interact(request, response) {
  const { uid, prompt } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end(`<form method="post" action="/interaction/${uid}"><input name="person"><button>Go on</button></form>`);
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const person = new URLSearchParams(body).get('person');
  // First who it is, then whether the program, which anyone could have written, may know.
  let result = prompt.name === 'login' ? { login: { accountId: person } } : { consent: {} };
  if (person === 'nobody') {
    result = { error: 'access_denied', error_description: 'the person said no' };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

const serve = provider.callback();
http.createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return serve(request, response);
  return interact(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
}).listen(port, '127.0.0.1', () => console.log('ready'));
