import { dropAmbientCapabilities } from "./ambient_capabilities.ts";
import type { Fence, FilterFiles } from "./fence/fence.ts";
import { readSystemView } from "./fence/system_view.ts";
import { guestUid } from "./guest_uid.ts";
import { sealDescriptors } from "./sealed_descriptors.ts";
import { setprivArguments, userArguments, wrapGuest } from "./wrappers.ts";
import type { Wrappers } from "./wrappers.ts";

/** The inputs of looking for wrappers. */
export interface WrapperProbe {
  /** The kernel's own PATH. */
  readonly path: string;
  /** Files that a guest needs and that another user may not be able to read. */
  readonly guestFiles: readonly string[];
  readonly callFilters: FilterFiles;
}

const TRIAL_BYTES = 64 * 1024 * 1024;

/** Finds the wrappers and tries each once. */
export async function detectWrappers(probe: WrapperProbe): Promise<Wrappers> {
  const { path } = probe;
  dropAmbientCapabilities();
  const isRoot = Deno.uid() === 0;
  // A namespace of its own needs either root, or a user namespace around it.
  const userNamespace = isRoot ? [] : ["--user", "--map-current-user"];
  const find = (name: string, args: readonly string[]) => findWorking(name, path, args);
  const shared = [...userNamespace, "--ipc", "--uts"];
  const [setsid, prlimit, namespaces, noNetwork, setpriv] = await Promise.all([
    find("setsid", []),
    find("prlimit", ["--core=0"]),
    find("unshare", shared),
    find("unshare", [...shared, "--net"]),
    find("setpriv", setprivArguments(isRoot)),
  ]);
  const unfenced: Wrappers = {
    setsid,
    prlimit,
    namespaces: namespaces ? [namespaces, ...shared] : [],
    noNetwork: noNetwork ? [noNetwork, ...shared, "--net"] : [],
    setpriv,
    isRoot,
    sealed: sealDescriptors(),
    ownUser: isRoot && setpriv !== undefined && await canReadAll(setpriv, probe),
    fence: undefined,
    fenceProblem: "",
  };
  return { ...unfenced, ...await detectFence(unfenced, probe) };
}

/** Finds bubblewrap, and starts Deno behind it as a guest would be. */
async function detectFence(
  wrappers: Wrappers,
  { path, callFilters }: WrapperProbe,
): Promise<Pick<Wrappers, "fence" | "fenceProblem">> {
  const missing = (fenceProblem: string) => ({ fence: undefined, fenceProblem });
  const bwrap = await findWorking("bwrap", path, []);
  if (bwrap === undefined) return missing("bwrap is not on PATH; apt install bubblewrap");
  if (!await isFile(`/proc/${Deno.pid}/task/${Deno.pid}/children`)) {
    return missing("This Linux does not list the children of a process (CONFIG_PROC_CHILDREN)");
  }
  const fence: Fence = { bwrap, filters: callFilters, ...await readSystemView() };
  const trial = { name: "", memoryBytes: TRIAL_BYTES, hasNetwork: false, reads: [Deno.execPath()] };
  const [shell = "", ...words] = wrapGuest({ ...wrappers, fence }, trial);
  const problem = await findProblem(shell, [...words, Deno.execPath(), "--version"]);
  if (problem === undefined) return { fence, fenceProblem: "" };
  return missing(`bwrap is there and starts no guest here: ${problem || "it said nothing"}`);
}

/** Returns whether a guest's user can start Deno and read what a guest reads. */
async function canReadAll(
  setpriv: string,
  { path, guestFiles }: WrapperProbe,
): Promise<boolean> {
  const cat = await findWorking("cat", path, []);
  if (cat === undefined) return false;
  const asGuest = [...userArguments(guestUid("")), ...setprivArguments(true)];
  const [canRead, canStart] = await Promise.all([
    succeeds(setpriv, [...asGuest, cat, ...guestFiles]),
    succeeds(setpriv, [...asGuest, Deno.execPath(), "--version"]),
  ]);
  return canRead && canStart;
}

async function findWorking(
  name: string,
  path: string,
  args: readonly string[],
): Promise<string | undefined> {
  for (const folder of new Set(path.split(":").filter((part) => part.startsWith("/")))) {
    const file = `${folder}/${name}`;
    // Looked at before it is tried: a process for each folder of the PATH takes a quarter of a start.
    if (!await isFile(file)) continue;
    if (await succeeds(file, args.length === 0 ? ["--version"] : [...args, file, "--version"])) {
      return file;
    }
  }
  return undefined;
}

/** Returns false for what cannot be looked at: it cannot be started either. */
async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isFile, () => false);
}

async function succeeds(file: string, args: readonly string[]): Promise<boolean> {
  return await findProblem(file, args) === undefined;
}

/** Runs a program to its end. Returns what it complained of, and undefined when it did not. */
async function findProblem(file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(file, {
      args: [...args],
      clearEnv: true,
      cwd: "/",
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim().split("\n")[0];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return error.message;
    }
    throw error;
  }
}
