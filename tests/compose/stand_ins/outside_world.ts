import { run } from "../../support/tools.ts";

/**
 * A machine that is not this one: a network namespace behind a pair of veth devices, which has no way
 * back to the networks of an engine, as nothing on the internet has. It answers HTTP.
 */
export class OutsideWorld implements AsyncDisposable {
  readonly #name: string;
  #server: Deno.ChildProcess | undefined;
  readonly address: string;
  readonly #here: string;

  private constructor() {
    const number = Deno.pid % 60_000;
    this.#name = `lm-out-${number}`;
    const prefix = `10.99.${number % 250}`;
    this.#here = `${prefix}.1`;
    this.address = `${prefix}.2`;
  }

  static async create(): Promise<OutsideWorld> {
    const world = new OutsideWorld();
    const name = world.#name;
    const inside = ["netns", "exec", name];
    await ip("netns", "add", name);
    await ip("link", "add", `${name}a`, "type", "veth", "peer", "name", `${name}b`);
    await ip("link", "set", `${name}b`, "netns", name);
    await ip("addr", "add", `${world.#here}/30`, "dev", `${name}a`);
    await ip("link", "set", `${name}a`, "up");
    await ip(...inside, "ip", "addr", "add", `${world.address}/30`, "dev", `${name}b`);
    await ip(...inside, "ip", "link", "set", `${name}b`, "up");
    world.#server = new Deno.Command("ip", {
      args: [...inside, "busybox", "httpd", "-f", "-p", "80", "-h", "/etc"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    return world;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.kill("SIGKILL");
    await this.#server?.status;
    await ip("netns", "del", this.#name);
  }
}

async function ip(...args: string[]): Promise<void> {
  const { code, output } = await run("ip", args);
  if (code !== 0) throw new Error(`Cannot run ip ${args.join(" ")}: ${output}`);
}
