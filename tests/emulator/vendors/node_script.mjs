// Run in a folder that has the packages and the recipes; tells what it saw as JSON.
// Arguments: the recipe, and what the client has besides calls and messages: "fax" or "lookups".

const [recipe, more] = process.argv.slice(2);
const { client } = await import(`${process.cwd()}/${recipe}`);
const url = `${process.env.LAML_PUBLIC_URL}/answer`;
const who = { to: "+15551230000", from: "+15559870000" };

async function refused(ask) {
  try {
    await ask();
    return null;
  } catch (error) {
    return error.status ?? String(error);
  }
}

const calls = [];
for (let made = 0; made < 3; made++) calls.push(await client.calls.create({ ...who, url }));
const listed = await client.calls.list({ pageSize: 1 });
const message = await client.messages.create({ ...who, body: "hello" });
const seen = {
  sids: calls.map((call) => call.sid),
  created: calls.map((call) => call.status),
  listed: listed.map((call) => call.sid).sort(),
  body: (await client.messages(message.sid).fetch()).body,
  unknown: await refused(() => client.calls("nothing").fetch()),
};
if (more === "fax") {
  const fax = await client.fax.faxes.create({ ...who, mediaUrl: "https://media.example/fax.pdf" });
  seen.fax = (await client.fax.faxes(fax.sid).fetch()).sid === fax.sid;
} else {
  seen.lookups = await refused(() => client.lookups.v2.phoneNumbers("+15551230000").fetch());
}
console.log(JSON.stringify(seen));
