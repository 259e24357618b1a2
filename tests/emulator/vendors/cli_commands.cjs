// Runs commands of twilio-cli in one process, which takes seconds to start. Run in the folder with the package.
// It reads a line of JSON for each, with `argv` and `env`, and answers a line with what was printed and the error.

const { createRequire } = require("node:module");
const { createInterface } = require("node:readline");

const root = `${process.cwd()}/node_modules/twilio-cli/`;
const theirs = createRequire(root);
const oclif = theirs("@oclif/core");
const write = process.stdout.write.bind(process.stdout);

async function run(config, { argv: [id, ...argv], env }) {
  const printed = [];
  process.stdout.write = (text) => printed.push(String(text));
  Object.assign(process.env, env);
  let error = null;
  try {
    await config.runCommand(id, argv);
  } catch (raised) {
    error = String(raised.message);
  }
  Object.keys(env).forEach((name) => delete process.env[name]);
  process.stdout.write = write;
  return { printed: printed.join(""), error };
}

async function main() {
  theirs("@twilio/cli-core").configureEnv();
  const config = await oclif.Config.load(root);
  await config.runHook("init", { id: "api", argv: [] });
  for await (const line of createInterface({ input: process.stdin })) {
    write(`${JSON.stringify(await run(config, JSON.parse(line)))}\n`);
  }
}

main();
