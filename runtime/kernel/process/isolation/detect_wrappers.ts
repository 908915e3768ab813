import type { Fence, FilterFiles } from "./fence/fence.ts";
import type { Landlock } from "./fence/landlock.ts";
import { readSystemView } from "./fence/system_view.ts";
import type { SystemView } from "./fence/system_view.ts";
import { guestUid } from "./guest_uid.ts";
import { shedInheritance } from "./shed_inheritance.ts";
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
  const sealed = shedInheritance();
  const isRoot = Deno.uid() === 0;
  // A namespace of its own needs either root, or a user namespace around it.
  const userNamespace = isRoot ? [] : ["--user", "--map-current-user"];
  const find = (name: string, args: readonly string[]) => findWorking(name, path, args);
  const shared = [...userNamespace, "--ipc", "--uts"];
  const [setsid, prlimit, namespaces, noNetwork, setpriv, bwrap, view] = await Promise.all([
    find("setsid", []),
    find("prlimit", ["--core=0"]),
    find("unshare", shared),
    find("unshare", [...shared, "--net"]),
    find("setpriv", setprivArguments(isRoot)),
    find("bwrap", []),
    readSystemView(),
  ]);
  const unfenced: Wrappers = {
    setsid,
    prlimit,
    namespaces: namespaces ? [namespaces, ...shared] : [],
    noNetwork: noNetwork ? [noNetwork, ...shared, "--net"] : [],
    setpriv,
    isRoot,
    sealed,
    ownUser: false,
    fence: undefined,
    fenceProblem: "",
    landlock: undefined,
  };
  const mayOwnUser = isRoot && setpriv !== undefined;
  const [ownUser, fenced] = await Promise.all([
    mayOwnUser && canReadAll(setpriv, probe),
    // As it will be where guests can have users of their own, which is nearly always.
    detectFence({ ...unfenced, ownUser: mayOwnUser }, { bwrap, view, probe }),
  ]);
  const wrappers = { ...unfenced, ownUser };
  if (fenced.fence !== undefined) return { ...wrappers, ...fenced };
  const again = mayOwnUser && !ownUser
    ? await detectFence(wrappers, { bwrap, view, probe })
    : fenced;
  if (again.fence !== undefined) return { ...wrappers, ...again };
  return { ...wrappers, ...again, landlock: await detectLandlock(wrappers, { view, probe }) };
}

/** Finds bubblewrap, and starts Deno behind it as a guest would be. */
async function detectFence(
  wrappers: Wrappers,
  { bwrap, view, probe }: {
    bwrap: string | undefined;
    view: SystemView;
    probe: WrapperProbe;
  },
): Promise<Pick<Wrappers, "fence" | "fenceProblem">> {
  const missing = (fenceProblem: string) => ({ fence: undefined, fenceProblem });
  if (bwrap === undefined) return missing("bwrap is not on the PATH; apt install bubblewrap");
  if (!await isFile(`/proc/${Deno.pid}/task/${Deno.pid}/children`)) {
    return missing("This Linux does not list the children of a process (CONFIG_PROC_CHILDREN)");
  }
  const fence: Fence = { bwrap, filters: probe.callFilters, ...view };
  const problem = await tryGuest({ ...wrappers, fence });
  if (problem === undefined) return { fence, fenceProblem: "" };
  return missing(`bwrap is installed but starts no guest here: ${problem || "it printed nothing"}`);
}

/** Tries Landlock by `setpriv`: with a filter of system calls since util-linux 2.41, without since 2.40. */
async function detectLandlock(
  wrappers: Wrappers,
  { view, probe }: { view: SystemView; probe: WrapperProbe },
): Promise<Landlock | undefined> {
  if (wrappers.setpriv === undefined) return undefined;
  for (const filters of [probe.callFilters, undefined]) {
    const landlock = { ...view, filters };
    if (await tryGuest({ ...wrappers, landlock }) === undefined) return landlock;
  }
  return undefined;
}

/** Starts Deno as a guest would be. Returns what it complained of, and undefined when it did not. */
async function tryGuest(wrappers: Wrappers): Promise<string | undefined> {
  const trial = { name: "", memoryBytes: TRIAL_BYTES, hasNetwork: false, reads: [Deno.execPath()] };
  const [program = "", ...words] = wrapGuest(wrappers, trial);
  return await findProblem(program, [...words, Deno.execPath(), "--version"]);
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
