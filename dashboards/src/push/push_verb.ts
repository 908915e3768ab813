import { during } from "../../../runtime/cli/during.ts";
import { EXIT } from "../../../runtime/cli/exit_codes.ts";
import { projectDir } from "../../../runtime/cli/project_dir.ts";
import type { Verb } from "../../../runtime/cli/verb.ts";
import { CodedError } from "../../../runtime/contract/errors.ts";
import { GrafanaApi } from "./grafana_api.ts";
import { pushBoards } from "./push_boards.ts";
import type { PushedBoard } from "./push_boards.ts";

/** `deno task dashboards push` */
export const pushVerb: Verb = {
  command: "deno task dashboards push",
  summary: "Uploads the boards to a running Grafana, through its HTTP API",
  flags: {
    url: {
      type: "string",
      value: "URL",
      summary: "Address of Grafana, with its path if it has one",
    },
    "token-file": {
      type: "string",
      value: "FILE",
      summary: "File with the token of a service account",
    },
  },
  operands: [],
  examples: [[
    "deno task dashboards push --url http://127.0.0.1:3000 --token-file token",
    "twice changes nothing",
  ]],
  async run({ values }, { output }) {
    const url = parseUrl(values.get("url"));
    const token = await readToken(values.get("token-file"));
    const boards = await readBoards(`${projectDir()}/dashboards/boards`);
    const pushing = pushBoards(boards, new GrafanaApi({ url, token }));
    const results = await during(`Pushing ${boards.length} boards`, pushing, output);
    for (const [uid, result] of Object.entries(results)) output.line(`${uid} ${result}`);
    return EXIT.ok;
  },
};

function parseUrl(text: string | undefined): string {
  const url = text === undefined ? null : URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search) return url.href;
  const fault = text === undefined
    ? "--url is missing: it is the address of the Grafana"
    : `--url is "${text}": it must be an http or https address, without a user name and a query`;
  throw new CodedError("usage", fault, { hint: "For example --url http://127.0.0.1:3000" });
}

async function readToken(path: string | undefined): Promise<string> {
  if (path === undefined) {
    throw new CodedError("usage", "--token-file is missing", {
      hint: "A token in an argument would be visible in the list of processes",
    });
  }
  let token: string;
  try {
    token = (await Deno.readTextFile(path)).trim();
  } catch (error) {
    throw new CodedError("auth_invalid", `Cannot read the token file ${path}`, {
      hint: "Create a service account in Grafana, and put its token there",
      cause: error,
    });
  }
  // It becomes a header.
  if (/^[!-~]+$/.test(token)) return token;
  throw new CodedError("auth_invalid", `${path} holds no token: must be one word on one line`, {
    hint: "Create a service account in Grafana, and put its token there",
  });
}

async function readBoards(dir: string): Promise<PushedBoard[]> {
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort();
  return await Promise.all(names.map(async (name) => {
    const json = JSON.parse(await Deno.readTextFile(`${dir}/${name}`));
    return { uid: String(json.uid), json };
  }));
}
