import { CodedError } from "../../contract/errors.ts";
import { ALLOCATOR_ENV, OWN_V8_FLAGS } from "../../policy/flags.ts";
import { NAME, PATHS } from "./service_paths.ts";

/** The parts of a unit that differ from one machine to the other. */
export interface UnitOptions {
  /** The folder that holds runtime/ and deno.json. */
  readonly project: string;
  /** The program Deno. */
  readonly deno: string;
  readonly config: string;
  /** Groups besides the user's own, for example the one of a container engine's socket. */
  readonly groups: readonly string[];
  /** It may read the kernel's log, which needs a capability. */
  readonly kernelLog: boolean;
}

/** Characters that mean nothing to systemd, in any of its settings. */
const PLAIN_PATH = /^\/[\w./@+,:~-]*$/;
const GROUP = /^[a-z_][\w-]*$/i;

/**
 * Writes the unit of systemd.
 *
 * @throws {CodedError} `usage` for a path or a group that a unit cannot carry.
 */
export function unitText(options: UnitOptions): string {
  const { project, deno, config, groups, kernelLog } = options;
  for (const path of [project, deno, config]) checkPath(path);
  for (const group of groups) {
    if (GROUP.test(group)) continue;
    throw new CodedError("usage", `Cannot write a unit for group "${group}": that is not a name`);
  }
  const capabilities = kernelLog ? "CAP_SYSLOG" : "";
  return `${
    [
      "# Written by deno task service install. To change it: systemctl edit llm-monitor",
      "[Unit]",
      "Description=Monitoring for LLM servers",
      `Documentation=file://${project}/docs/README.md`,
      "After=network-online.target",
      "Wants=network-online.target",
      "",
      "[Service]",
      ...PROCESS,
      ...(groups.length > 0 ? [`SupplementaryGroups=${groups.join(" ")}`] : []),
      `WorkingDirectory=${project}`,
      `Environment=DENO_DIR=${PATHS.denoDir} DENO_NO_UPDATE_CHECK=1 HOME=${PATHS.home}`,
      `Environment=LLM_MONITOR_CONFIG=${config} LLM_MONITOR_STATE_DIR=${PATHS.state}`,
      `Environment=${formatAssignments(ALLOCATOR_ENV)}`,
      `EnvironmentFile=-${PATHS.environment}`,
      `ExecStart=${deno} run -A --quiet ${OWN_V8_FLAGS} ${project}/runtime/cli/start.ts`,
      ...LIFE,
      ...RESOURCES,
      `CapabilityBoundingSet=${capabilities}`,
      `AmbientCapabilities=${capabilities}`,
      ...PRIVILEGES,
      `ProtectKernelLogs=${kernelLog ? "no" : "yes"}`,
      ...SYSTEM_CALLS,
      "",
      "[Install]",
      "WantedBy=multi-user.target",
    ].join("\n")
  }\n`;
}

function formatAssignments(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(" ");
}

const PROCESS = [
  "Type=notify",
  "NotifyAccess=main",
  `User=${NAME}`,
  `Group=${NAME}`,
  `StateDirectory=${NAME}`,
  "StateDirectoryMode=0700",
  "UMask=0077",
];

/** Exit codes 2 and 3 are a wrong command line and a wrong configuration: no restart mends them. */
const LIFE = [
  "ExecReload=/bin/kill -HUP $MAINPID",
  "Restart=on-failure",
  "RestartSec=5",
  "RestartPreventExitStatus=2 3",
  // The first start may fetch packages.
  "TimeoutStartSec=300",
  "TimeoutStopSec=30",
  "WatchdogSec=60",
  // The kernel ends its guests itself, and lets them finish.
  "KillMode=mixed",
];

const RESOURCES = [
  "Nice=-5",
  // Where Linux schedules by session, that is worth something once the session is raised as well.
  "LimitNICE=-5",
  "OOMScoreAdjust=-500",
  "OOMPolicy=continue",
  "TasksMax=1024",
  "MemoryMax=2G",
  "LimitNOFILE=4096",
  "LimitCORE=0",
];

const PRIVILEGES = [
  "NoNewPrivileges=yes",
  "ProtectSystem=strict",
  "ProtectHome=read-only",
  "PrivateTmp=yes",
  "PrivateMounts=yes",
  "ProtectClock=yes",
  "ProtectHostname=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectControlGroups=yes",
  "RestrictSUIDSGID=yes",
  "RestrictRealtime=yes",
  "LockPersonality=yes",
  "RemoveIPC=yes",
  "KeyringMode=private",
];

/** The fence around guests is made of namespaces, filters and the three mount calls, or of Landlock. */
const SYSTEM_CALLS = [
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "RestrictNamespaces=user ipc uts net mnt",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service mount umount2 pivot_root seccomp",
  "SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self",
  "SystemCallFilter=~@clock @cpu-emulation @debug @keyring @module @obsolete @raw-io @reboot @swap",
  "SystemCallErrorNumber=EPERM",
];

function checkPath(path: string): void {
  if (PLAIN_PATH.test(path)) return;
  throw new CodedError("usage", `Cannot write a unit for ${path}: systemd would misread it`, {
    hint: "Use an absolute path of letters, digits and the characters . _ - @ + , : ~",
  });
}
