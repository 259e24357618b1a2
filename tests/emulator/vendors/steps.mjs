// The steps of the clients for Node, run in a folder that has one and the recipes; tells what it saw as JSON.
// Arguments: the client's row of `clients.toml` as JSON. The client is that of the page about other clients.

import { createRequire } from "node:module";
import { setTimeout as passed } from "node:timers/promises";

const row = JSON.parse(process.argv[2]);
const vendor = createRequire(`${process.cwd()}/`)(row.package);
const { client } = await import(`${process.cwd()}/${row.recipe}`);
const { LAML_PUBLIC_URL: publicUrl, LAML_BASE_URL, LAML_PHONE_TOKEN, APP_SEEN, APP_KEY } = process.env;
const who = { to: "+15551230000", from: "+15559870000" };
const seconds = 30;

/** Ask again and again until the answer is none of null, undefined, false. */
async function until(what, ask) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await ask();
    if (found) return found;
    await passed(50);
  }
  throw new Error(`never: ${what}`);
}

const become = (context, status) =>
  until(status, async () => {
    const record = await context.fetch();
    return record.status === status && record;
  });

const listed = (collection, options) =>
  until("a record", async () => {
    const records = await collection.list(options);
    return records.length > 0 && records;
  });

/** Status and code of what the provider refuses. */
async function refused(asked) {
  try {
    await asked;
  } catch (error) {
    return [error.status, error.code];
  }
  throw new Error("it was not refused");
}

/** Let somebody call or text a number of the account, on the emulator's scripted phone. */
async function phone(what, given) {
  const headers = { Authorization: `Bearer ${LAML_PHONE_TOKEN}`, "Content-Type": "application/json" };
  const asked = { method: "POST", headers, body: JSON.stringify(given) };
  return (await fetch(`${LAML_BASE_URL}/phone/${what}`, asked)).json();
}

const appSaw = async () => (await fetch(APP_SEEN)).json();

/** Wait until the application had a request at this path with this parameter. */
const appSees = (path, field, value) =>
  until(`${path} with ${field}=${value}`, async () => {
    const asked = (await appSaw()).filter((one) => one.path === path).map((one) => ({ ...one.query, ...one.form }));
    return asked.findLast((one) => one[field] === value);
  });

async function live(path, more = {}) {
  const call = await client.calls.create({ ...who, url: publicUrl + path, ...more });
  await become(client.calls(call.sid), "in-progress");
  return call;
}

const same = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
const sids = (records) => records.map((record) => record.sid);

const steps = {
  async call() {
    const url = `${publicUrl}/answer?a=1&b=c%20d`;
    const made = await client.calls.create({ ...who, url, method: "GET", statusCallback: `${publicUrl}/status` });
    const fetched = await become(client.calls(made.sid), "in-progress");
    const told = await appSees("/answer", "CallSid", made.sid);
    await client.calls(made.sid).update({ url: `${publicUrl}/second` });
    await appSees("/second", "CallSid", made.sid);
    await client.calls(made.sid).update({ status: "completed" });
    const ended = await become(client.calls(made.sid), "completed");
    const finished = await appSees("/status", "CallStatus", "completed");
    return {
      created: [made.status, made.to],
      fetched: fetched.sid === made.sid,
      "the app was told": [told.CallStatus, told.Direction, told.To],
      ended: ended.status,
      "of the end": finished.CallSid === made.sid,
      deleted: await client.calls(made.sid).remove(),
    };
  },

  async pages() {
    const to = "+15551230077";
    const made = [];
    for (let n = 0; n < 5; n++) {
      made.push((await client.calls.create({ to, from: who.from, url: `${publicUrl}/bye` })).sid);
    }
    const found = sids(await client.calls.list({ to, pageSize: 2 }));
    const streamed = [];
    await new Promise((done, failed) =>
      client.calls.each({
        to,
        pageSize: 2,
        callback: (call) => streamed.push(call.sid),
        done: (error) => (error ? failed(error) : done()),
      }),
    );
    return {
      listed: same(found, made),
      streamed: String(streamed) === String(found),
      limited: (await client.calls.list({ to, limit: 3 })).length,
      "a page": (await client.calls.page({ to, pageSize: 2 })).instances.length,
    };
  },

  async message() {
    const given = { ...who, body: "Zażółć & 1+1 = 2", statusCallback: `${publicUrl}/message-status` };
    const made = await client.messages.create(given);
    const fetched = await become(client.messages(made.sid), "delivered");
    const told = await appSees("/message-status", "MessageStatus", "delivered");
    return {
      created: [made.status, made.body],
      fetched: [fetched.status, fetched.body, fetched.direction, String(fetched.numSegments)],
      "the app was told": told.MessageSid === made.sid,
      listed: same(sids(await client.messages.list()), [made.sid]),
    };
  },

  async recording() {
    const made = await live("/answer", { record: true });
    await passed(200); // a recording of less than a second is none
    await client.calls(made.sid).update({ status: "completed" });
    const found = await listed(client.recordings, { callSid: made.sid });
    const one = await become(client.recordings(found[0].sid), "completed");
    return {
      listed: found.length,
      "of the call": one.callSid === made.sid,
      "in the call": same(sids(await client.calls(made.sid).recordings.list()), [one.sid]),
      deleted: await client.recordings(one.sid).remove(),
      gone: await refused(client.recordings(one.sid).fetch()),
      transcriptions: (await client.transcriptions.list()).length,
    };
  },

  async queue() {
    const made = await client.queues.create({ friendlyName: "support", maxSize: 5 });
    const waiting = await live("/enqueue");
    const members = await listed(client.queues(made.sid).members);
    const front = await client.queues(made.sid).members("Front").fetch();
    const changed = await client.queues(made.sid).update({ maxSize: 7 });
    await client.queues(made.sid).members("Front").update({ url: `${publicUrl}/second` });
    await appSees("/second", "CallSid", waiting.sid);
    await client.calls(waiting.sid).update({ status: "completed" });
    await become(client.calls(waiting.sid), "completed");
    return {
      members: same(members.map((one) => one.callSid), [waiting.sid]),
      front: [front.callSid === waiting.sid, front.position],
      changed: [changed.maxSize, changed.currentSize],
      deleted: await client.queues(made.sid).remove(),
      listed: (await client.queues.list()).length,
    };
  },

  async conference() {
    const calls = [await live("/conference"), await live("/conference")];
    const found = await listed(client.conferences, { friendlyName: "room", status: "in-progress" });
    const room = client.conferences(found[0].sid);
    const participants = await room.participants.list();
    const muted = await room.participants(calls[0].sid).update({ muted: true });
    const removed = await room.participants(calls[1].sid).remove();
    await client.calls(calls[0].sid).update({ status: "completed" });
    return {
      listed: [found.length, found[0].friendlyName],
      participants: same(participants.map((one) => one.callSid), sids(calls)),
      muted: muted.muted,
      removed,
      ended: (await become(room, "completed")).status,
    };
  },

  async number() {
    const offered = await client.availablePhoneNumbers("US").local.list({ areaCode: 415, limit: 3 });
    const free = await client.availablePhoneNumbers("US").tollFree.list({ limit: 1 });
    const bought = await client.incomingPhoneNumbers.create({ phoneNumber: offered[0].phoneNumber });
    const { phoneNumber } = bought;
    const here = client.incomingPhoneNumbers(bought.sid);
    await here.update({ friendlyName: "desk", voiceUrl: `${publicUrl}/number`, smsUrl: `${publicUrl}/sms` });
    const kept = await here.fetch();
    const found = await client.incomingPhoneNumbers.list({ phoneNumber });
    await phone("calls", { from: who.to, to: phoneNumber });
    const told = await appSees("/number", "To", phoneNumber);
    await phone("messages", { from: who.to, to: phoneNumber, body: "hello" });
    const texted = await appSees("/sms", "To", phoneNumber);
    return {
      offered: [offered.length, offered[0].phoneNumber.slice(0, 5)],
      "toll free": free[0].phoneNumber.slice(0, 3),
      bought: phoneNumber === offered[0].phoneNumber,
      configured: [kept.friendlyName, kept.voiceUrl, kept.smsUrl],
      listed: same(sids(found), [bought.sid]),
      called: [told.CallStatus, told.Direction],
      texted: texted.Body,
      released: await here.remove(),
      gone: await refused(here.fetch()),
    };
  },

  async application() {
    const made = await client.applications.create({ friendlyName: "ivr", voiceUrl: `${publicUrl}/answer` });
    const changed = await client.applications(made.sid).update({ friendlyName: "menu" });
    return {
      changed: [changed.friendlyName, changed.voiceUrl],
      listed: (await client.applications.list()).map((one) => one.friendlyName),
      deleted: await client.applications(made.sid).remove(),
    };
  },

  async account() {
    const found = await client.api.accounts(client.username).fetch();
    return { fetched: [found.sid === client.username, found.status] };
  },

  async error() {
    return {
      "no such call": await refused(client.calls(`CA${"0".repeat(32)}`).fetch()),
      "no address": await refused(client.calls.create({ ...who, url: "nowhere" })),
      "no recipient": await refused(client.calls.create({ to: "", from: who.from, url: `${publicUrl}/answer` })),
      "no body": await refused(client.messages.create(who)),
    };
  },

  async api_key() {
    const queue = await client.queues.create({ friendlyName: "of the key" });
    const made = await client.newKeys.create({ friendlyName: "of the test" });
    const options = { accountSid: client.username, httpClient: client.httpClient };
    const theirs = vendor(made.sid, made.secret, options);
    const accepted = same(sids(await theirs.queues.list()), [queue.sid]);
    return {
      made: [made.sid.slice(0, 2), made.friendlyName],
      accepted,
      wrong: await refused(vendor(made.sid, "wrong", options).queues(queue.sid).fetch()),
      deleted: [await client.keys(made.sid).remove(), await client.queues(queue.sid).remove()],
      revoked: await refused(theirs.queues(queue.sid).fetch()),
    };
  },

  async fax() {
    const made = await client.fax.faxes.create({ ...who, mediaUrl: `${publicUrl}/fax.pdf` });
    const sent = await become(client.fax.faxes(made.sid), "delivered");
    return {
      listed: same(sids(await client.fax.faxes.list()), [made.sid]),
      sent: [sent.status, sent.direction],
      deleted: await client.fax.faxes(made.sid).remove(),
    };
  },

  async elsewhere() {
    const lookups = client.lookups.v2 ?? client.lookups.v1;
    return { lookups: (await refused(lookups.phoneNumbers(who.to).fetch()))[0] };
  },

  async signatures() {
    const { validateRequest } = vendor.validateRequest ? vendor : vendor.RestClient;
    const accepts = ({ url, form, signature }, more = "") => validateRequest(APP_KEY, signature, url + more, form);
    const seen = await appSaw();
    return {
      enough: seen.length > 9,
      methods: [...new Set(seen.map((one) => one.method))].sort(),
      refused: seen.filter((one) => !accepts(one)).map((one) => one.url),
      forged: seen.some((one) => accepts(one, "&x")),
    };
  },
};

const seen = {};
for (const name of row.steps) {
  try {
    seen[name] = await steps[name]();
  } catch (error) {
    seen[name] = String(error);
  }
}
console.log(JSON.stringify(seen));
