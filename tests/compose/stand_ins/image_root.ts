import { dirname } from "node:path";
import type { DockerEngine } from "../../support/docker_engine.ts";
import { run } from "../../support/tools.ts";

const FOLDERS = ["usr/bin", "usr/lib", "usr/lib64", "etc/ssl/certs", "tmp", "var/lib", "run"];

/** The files of an image, in a folder. */
export class ImageRoot {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async create(dir: string): Promise<ImageRoot> {
    for (const folder of FOLDERS) await Deno.mkdir(`${dir}/${folder}`, { recursive: true });
    for (const name of ["bin", "lib", "lib64"]) await Deno.symlink(`usr/${name}`, `${dir}/${name}`);
    await Deno.chmod(`${dir}/tmp`, 0o1777);
    const root = new ImageRoot(dir);
    await root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n", 0o644);
    await root.write("/etc/group", "root:x:0:\n", 0o644);
    return root;
  }

  /** Adds a program of this machine's PATH with the libraries that it loads. */
  async addProgram(name: string, target: string): Promise<void> {
    const { code, output } = await run("sh", [
      "-c",
      'PATH="$1"; command -v "$2"',
      "sh",
      PATH,
      name,
    ]);
    // A builtin of the shell has no path; it is a program all the same.
    const path = output.trim().startsWith("/") ? output.trim() : `/usr/bin/${name}`;
    if (code !== 0) throw new Error(`There is no ${name} on this machine`);
    await this.copyProgram(path, target);
  }

  async copyProgram(path: string, target: string): Promise<void> {
    await this.copy(path, target);
    await Deno.chmod(`${this.#dir}${target}`, 0o755);
    const { code, output } = await run("ldd", [path]);
    if (code !== 0) return;
    for (const [library] of output.matchAll(/\/[^\s()]+/g)) await this.copy(library, library);
  }

  async copy(path: string, target: string): Promise<void> {
    const place = `${this.#dir}${target}`;
    await Deno.mkdir(dirname(place), { recursive: true });
    await Deno.copyFile(path, place);
  }

  async write(target: string, text: string, mode: number): Promise<void> {
    await Deno.writeTextFile(`${this.#dir}${target}`, text);
    await Deno.chmod(`${this.#dir}${target}`, mode);
  }

  async link(target: string, to: string): Promise<void> {
    await Deno.symlink(to, `${this.#dir}${target}`);
  }

  async own(target: string, uid: number): Promise<void> {
    await Deno.mkdir(`${this.#dir}${target}`, { recursive: true });
    await Deno.chown(`${this.#dir}${target}`, uid, uid);
  }

  /** Makes a folder that everybody may write to. */
  async share(target: string): Promise<void> {
    await Deno.mkdir(`${this.#dir}${target}`, { recursive: true });
    await Deno.chmod(`${this.#dir}${target}`, 0o1777);
  }

  /** Makes an image of it. */
  async importInto(engine: DockerEngine, tag: string, changes: readonly string[]): Promise<void> {
    const words = changes.flatMap((change) => ["--change", change]);
    const script = 'dir="$1"; shift; tar -C "$dir" -c . | docker "$@"';
    const made = await run("sh", [
      ...["-c", script, "sh", this.#dir, "-H", engine.host, "import"],
      ...[...words, "-", tag],
    ]);
    if (made.code !== 0) throw new Error(`Cannot make ${tag}: ${made.output}`);
  }
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
