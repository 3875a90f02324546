/**
 * Judges many config files with OpenClaw's own code in one process. `openclaw config validate` takes one to two
 * seconds for a file, nearly all of it for starting; this calls the two functions that command calls, file after file.
 * The spec holds its verdicts against those of the command itself.
 *
 * usage: node openclaw-validate.mjs <folder of the openclaw package> <file with a JSON list of config files> <answers>
 * writes to the file <answers> a JSON list of {file, valid, issues}
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , packageDir, listFile, answersFile] = process.argv;
const dist = join(packageDir, 'dist');
const load = (file) => import(pathToFileURL(join(dist, file)).href);

/** The command's own module, found by its name: the rest of it is a hash of its content. */
async function finisher() {
  for (const file of readdirSync(dist).filter((name) => /^config-cli-validation-.*\.mjs$/.test(name))) {
    const { finishConfigValidationForCli } = await load(file);
    if (finishConfigValidationForCli) return finishConfigValidationForCli;
  }
  throw new Error('this OpenClaw has no finishConfigValidationForCli');
}

const files = JSON.parse(readFileSync(listFile, 'utf8'));
process.env.OPENCLAW_CONFIG_PATH = files[0];
const { readConfigFileSnapshotWithPluginMetadata } = await load('config/config.js');
const finish = await finisher();
const answers = [];
for (const file of files) {
  process.env.OPENCLAW_CONFIG_PATH = file;
  const options = { observe: false, prepareValidation: 'strict' };
  const snapshot = await finish(await readConfigFileSnapshotWithPluginMetadata(options));
  if (snapshot.path !== file) throw new Error(`OpenClaw read ${snapshot.path} instead of ${file}`);
  const issues = (snapshot.issues ?? []).map(({ path, message }) => `${path}: ${message}`);
  answers.push({ file, valid: snapshot.exists && snapshot.valid, issues });
}
writeFileSync(answersFile, JSON.stringify(answers));
// OpenClaw leaves watchers behind that would keep the process alive.
process.exit(0);
