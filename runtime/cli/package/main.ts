/** `deno task package`: everything in one archive, for machines that reach nothing. */
import { resolve } from "node:path";
import { CodedError } from "../../contract/errors.ts";
import { VERSION } from "../../contract/version.ts";
import { findDenoDir } from "../../kernel/config/layout.ts";
import { EXIT } from "../exit_codes.ts";
import { interruptible } from "../interruptible.ts";
import { projectDir } from "../project_dir.ts";
import { processContext, runVerb } from "../run_verb.ts";
import { readSbom } from "../sbom/read_sbom.ts";
import type { Task } from "../task.ts";
import type { Verb } from "../verb.ts";
import { packageFiles } from "./package_files.ts";
import { writeArchive } from "./write_archive.ts";

/** 1980-01-01: the first day that a zip can name, and no tool warns of. */
const LONG_AGO = 315_532_800;
const MIB = 1024 * 1024;

const makePackage: Verb = {
  command: "deno task package",
  summary: "Writes sources, npm packages and Deno into one archive, for machines without a network",
  flags: {
    out: { type: "string", value: "FOLDER", summary: "Folder to write to (default: dist)" },
  },
  operands: [],
  examples: [
    ["deno task package", "an archive, its SHA-256 and its SBOM (CycloneDX) in dist/"],
    ["deno task package --out /media/usb", "onto a USB stick"],
  ],
  async run({ values }, { output, env, cwd }) {
    const out = resolve(cwd, values.get("out") ?? "dist");
    const folder = `llm-monitor-${VERSION}-linux-${Deno.build.arch}`;
    const mtime = readEpoch(env.SOURCE_DATE_EPOCH);
    const sbom = `${JSON.stringify(await readSbom(projectDir()), null, 2)}\n`;
    const files = await packageFiles({
      projectDir: projectDir(),
      denoDir: findDenoDir(env),
      deno: Deno.execPath(),
      sbom,
      folder,
    });
    await Deno.mkdir(out, { recursive: true });
    const archive = `${folder}.tar.gz`;
    const sha256 = await interruptible((signal) =>
      writeArchive(`${out}/${archive}`, files, { mtime, signal })
    );
    await Deno.writeTextFile(`${out}/${archive}.sha256`, `${sha256}  ${archive}\n`);
    await Deno.writeTextFile(`${out}/${folder}.cdx.json`, sbom);
    const { size } = await Deno.stat(`${out}/${archive}`);
    output.line(`${out}/${archive}: ${files.length} files, ${Math.round(size / MIB)} MiB`);
    output.line(`sha256 ${sha256}`);
    output.line(
      `On the other machine: sha256sum -c ${archive}.sha256 && tar -xzf ${archive} && ` +
        `cd ${folder} && ./llm-monitor start`,
    );
    return EXIT.ok;
  },
};

/** Reads the time of all files, by the convention of reproducible-builds.org. */
function readEpoch(epoch: string | undefined): number {
  if (epoch === undefined) return LONG_AGO;
  if (/^\d{1,10}$/.test(epoch)) return Number(epoch);
  throw new CodedError("usage", `SOURCE_DATE_EPOCH is "${epoch}": it must be seconds since 1970`);
}

export const task: Task = { own: makePackage };

if (import.meta.main) Deno.exitCode = await runVerb(makePackage, Deno.args, processContext());
