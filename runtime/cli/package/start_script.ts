import { ALLOCATOR_ENV, OWN_V8_FLAGS } from "../../policy/flags.ts";

const ALLOCATOR = Object.entries(ALLOCATOR_ENV).map(([name, value]) => `${name}=${value}`).join(
  " ",
);

/** Paths within an archive. */
export const PLACES = {
  script: "llm-monitor",
  deno: "bin/deno",
  denoDir: "deno_dir",
  sbom: "sbom.json",
} as const;

/**
 * The script that starts what an archive holds: every task by its name, on the Deno and the packages that
 * lie beside it. `start` replaces the shell, so that a signal reaches it.
 */
export function startScript(): string {
  return `#!/bin/sh
# Runs llm-monitor with the Deno and the packages beside it; nothing is fetched.
#   ./llm-monitor start              on http://127.0.0.1:8090
#   ./llm-monitor doctor             any other task of the README
#   ./llm-monitor service install    a service of systemd, as root
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
export DENO_DIR="$here/${PLACES.denoDir}" DENO_NO_UPDATE_CHECK=1 PATH="$here/bin:$PATH"
cd "$here"
task=\${1:-start}
[ $# -eq 0 ] || shift
if [ "$task" = start ]; then
  export ${ALLOCATOR}
  exec "$here/${PLACES.deno}" run -A --quiet ${OWN_V8_FLAGS} runtime/cli/start.ts "$@"
fi
exec "$here/${PLACES.deno}" task --quiet "$task" "$@"
`;
}
