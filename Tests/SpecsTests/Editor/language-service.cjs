// Asks the YAML language service of editors what it makes of some documents. The service is the part of
// yaml-language-server that knows schemas, as the web worker that browsers' editors run; here it is run by node, which
// plays the browser's side of the conversation.
//
// Arguments: the worker's file, a file with the job: {schema, documents: [{text, complete?, hover?}]}.
// Prints one answer for each document: {diagnostics, completions?, hover?}.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [worker, jobFile] = process.argv.slice(2);
const replies = new Map();
let count = 0;

globalThis.self = globalThis;
globalThis.location = "file:///";
globalThis.importScripts = (address) => {
  const file = path.join(path.dirname(worker), path.basename(String(address)));
  vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
};
globalThis.postMessage = (message) => {
  const reply = replies.get(message.seq);
  if (message.type !== 1 || !reply) return;
  replies.delete(message.seq);
  if (message.err) reply.reject(new Error(JSON.stringify(message.err)));
  else reply.resolve(message.res);
};

function call(method, ...args) {
  return new Promise((resolve, reject) => {
    const req = String(++count);
    replies.set(req, { resolve, reject });
    globalThis.onmessage({ data: { vsWorker: 1, type: 0, req, method, args } });
  });
}

async function answer(document, number) {
  const url = `file:///document-${number}.yaml`;
  globalThis.onmessage({
    data: {
      vsWorker: 1, type: 0, req: `model-${number}`, method: "acceptNewModel",
      args: [{ url, lines: document.text.split("\n"), EOL: "\n", versionId: 1 }],
    },
  });
  const found = await call("fmr", "doValidation", [url]);
  const out = {
    diagnostics: found.map((d) => `${d.range.start.line + 1}:${d.range.start.character + 1} ${d.message}`),
  };
  if (document.complete) {
    const list = await call("fmr", "doComplete", [url, document.complete]);
    out.completions = list.items.map((item) => ({ label: item.label, about: item.documentation || "" }));
  }
  if (document.hover) out.hover = (await call("fmr", "doHover", [url, document.hover])).contents.value;
  return out;
}

async function main() {
  globalThis.importScripts(worker);
  for (let turn = 0; turn < 1000 && !globalThis.onmessage; turn++) await new Promise((next) => setImmediate(next));
  // The first message only wakes the worker.
  globalThis.onmessage({ data: {} });
  const job = JSON.parse(fs.readFileSync(jobFile, "utf8"));
  await call("$initialize", 1, undefined, "editor", []);
  await call("loadForeignModule", "yaml", {
    enableSchemaRequest: false, validate: true, completion: true, hover: true, format: false, isKubernetes: false,
    indentation: "  ", customTags: [], yamlVersion: "1.2",
    schemas: [{ uri: "file:///berth.schema.json", fileMatch: ["*"], schema: job.schema }],
  }, []);
  const out = [];
  for (const [number, document] of job.documents.entries()) out.push(await answer(document, number));
  console.log(JSON.stringify(out));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
