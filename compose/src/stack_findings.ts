import { settingsFindings } from "./settings.ts";
import type { Finding } from "./settings.ts";
import type { StackFacts } from "./stack_facts.ts";

const INIT = "Run deno task stack init";

/** Returns everything that would keep the stack from starting or from working on this machine. */
export function stackFindings(facts: StackFacts): Finding[] {
  return [
    ...engineFindings(facts),
    ...fileFindings(facts),
    ...settingsFindings(facts),
    ...groupFindings(facts),
    ...portFindings(facts),
    ...folderFindings(facts),
    ...gpuFindings(facts),
  ];
}

function engineFindings({ engine, compose }: StackFacts): Finding[] {
  const findings: Finding[] = [];
  if (engine === undefined) {
    findings.push({
      what: "Docker does not answer",
      fix: "Start it (systemctl start docker), add your user to its group, or set DOCKER_HOST; " +
        "docker version says more",
    });
  }
  if (compose === undefined) {
    findings.push({
      what: "There is no Compose",
      fix: "Install Docker's package docker-compose-plugin, or Debian's docker-compose",
    });
  }
  return findings;
}

function fileFindings({ hasEnvFile }: StackFacts): Finding[] {
  return hasEnvFile ? [] : [{ what: "The file compose/.env is missing", fix: INIT }];
}

function groupFindings({ env, socketGroup }: StackFacts): Finding[] {
  const wanted = env.DOCKER_GID;
  if (socketGroup === undefined) {
    return [{
      what: `There is no socket at ${env.DOCKER_SOCKET}`,
      fix: "Start Docker, or set DOCKER_SOCKET to the path of its socket",
    }];
  }
  if (wanted === String(socketGroup)) return [];
  const what = wanted === undefined
    ? "DOCKER_GID is not set"
    : `DOCKER_GID is ${wanted}, but ${env.DOCKER_SOCKET} belongs to group ${socketGroup}`;
  return [{ what, fix: `Set DOCKER_GID=${socketGroup} in compose/.env` }];
}

function portFindings({ ports }: StackFacts): Finding[] {
  return ports.flatMap(({ variable, value, takenBy }) => {
    if (!/^\d{1,5}$/.test(value) || Number(value) < 1 || Number(value) > 65_535) {
      return [{ what: `${variable} is "${value}"`, fix: "Give a port from 1 to 65535" }];
    }
    if (takenBy === undefined) return [];
    return [{
      what: `Port ${value} is in use by ${takenBy}`,
      fix: `Stop it, or set ${variable} to a free port in compose/.env`,
    }];
  });
}

function folderFindings({ folders }: StackFacts): Finding[] {
  return folders.flatMap(({ variable, path, uid, owner, isOpen }) => {
    if (owner === uid || isOpen) return [];
    const what = owner === undefined
      ? `${variable} is ${path}, which does not exist`
      : `${variable} is ${path}, which belongs to user ${owner}: the service runs as ${uid}`;
    const make = owner === undefined ? `sudo mkdir -p ${path} && ` : "";
    return [{ what, fix: `${make}sudo chown ${uid} ${path}, or use a Docker volume` }];
  });
}

function gpuFindings({ gpu }: StackFacts): Finding[] {
  if (gpu === undefined || gpu.isReady) return [];
  return [
    gpu.kind === "gpu"
      ? {
        what: "Docker has no runtime called nvidia, so compose.gpu.yaml cannot start",
        fix: "Install the NVIDIA Container Toolkit, then sudo nvidia-ctk runtime configure " +
          "--runtime=docker && sudo systemctl restart docker; without a card, leave out the file",
      }
      : {
        what: "There is no NVIDIA CDI specification in /etc/cdi or /var/run/cdi",
        fix: "Create it: sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml",
      },
  ];
}
