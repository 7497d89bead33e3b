// Logs reach and reads the quarter's figures of an organisation.
//
//     CHAMPIONS_ADDRESS=host:port CHAMPIONS_CA=ca.pem CHAMPIONS_TOKEN=... \
//         node dist/example.js ORGANISATION PROGRAMME DATE QUARTER PEOPLE
import { ChampionsError, Client, Code, ReachMode, ReachTopic } from "./index.js";

type Values = [organisation: string, programme: string, date: string, quarter: string, people: string];

async function run(client: Client, values: Values): Promise<void> {
  const [organisation, programme, occurredOn, quarter, people] = values;
  // Kept with the session's notes, this id lets the program be run again without counting twice.
  const requestId = crypto.randomUUID();
  const { reach } = await client.reach.logReach({
    requestId,
    reach: {
      organisation,
      programme,
      occurredOn,
      mode: ReachMode.GROUP,
      topic: ReachTopic.MENTAL_HEALTH,
      people: Number(people),
    },
  });
  console.log(`logged ${reach?.people} people of ${reach?.organisation} on ${reach?.occurredOn}`);

  const { total } = await client.reports.getTotals({ quarter, filters: { organisations: [organisation] } });
  console.log(`${quarter}: ${total?.reached} reached, ${total?.reachedToDate} to date`);
}

async function main(values: string[]): Promise<number> {
  const { CHAMPIONS_ADDRESS: address, CHAMPIONS_CA: caFile, CHAMPIONS_TOKEN: token } = process.env;
  if (values.length !== 5 || address === undefined || token === undefined) {
    console.error("usage: example.js ORGANISATION PROGRAMME DATE QUARTER PEOPLE");
    console.error("with CHAMPIONS_ADDRESS, CHAMPIONS_TOKEN and CHAMPIONS_CA in the environment");
    return 2;
  }
  const client = new Client({ address, token, ...(caFile ? { caFile } : {}) });
  try {
    await run(client, values as Values);
    return 0;
  } catch (error) {
    if (error instanceof ChampionsError && error.code === Code.INVALID_ARGUMENT) {
      for (const { field, description } of error.fieldViolations) {
        console.error(`please correct ${field}: ${description}`);
      }
    } else {
      console.error(String(error));
    }
    return 1;
  } finally {
    client.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
