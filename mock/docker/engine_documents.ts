import type { ContainersView } from "../sim/container_view.ts";

/** The engine that is imitated: Docker 28 with version 1.51 of its API. */
export const ENGINE_VERSION = "28.5.1";
export const API_VERSION = "1.51";
export const MIN_API_VERSION = "1.24";

const KERNEL = "6.8.0-45-generic";
const BUILT_AT = "2025-10-08T12:17:26.000000000+00:00";

/** `/version`. */
export function describeVersion(): object {
  return {
    Platform: { Name: "Docker Engine - Community" },
    Components: [
      {
        Name: "Engine",
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: "amd64",
          BuildTime: BUILT_AT,
          Experimental: "false",
          GitCommit: "f8215cc",
          GoVersion: "go1.24.8",
          KernelVersion: KERNEL,
          MinAPIVersion: MIN_API_VERSION,
          Os: "linux",
        },
      },
      { Name: "containerd", Version: "v1.7.28", Details: { GitCommit: "b98a3aa" } },
      { Name: "runc", Version: "1.3.0", Details: { GitCommit: "v1.3.0-0-g4ca628d1" } },
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: "f8215cc",
    GoVersion: "go1.24.8",
    Os: "linux",
    Arch: "amd64",
    KernelVersion: KERNEL,
    BuildTime: BUILT_AT,
  };
}

/** `/info`. */
export function describeEngine(view: ContainersView): object {
  const containers = view.containers();
  const count = (...states: string[]) =>
    containers.filter(({ state }) => states.includes(state)).length;
  return {
    ID: "a4b1c6e2-6f0b-4a6e-9a53-0d3b2f8a7c11",
    Containers: containers.length,
    ContainersRunning: count("running", "restarting"),
    ContainersPaused: count("paused"),
    ContainersStopped: count("created", "exited", "dead"),
    Images: new Set(containers.map(({ image }) => image)).size,
    Driver: "overlay2",
    DriverStatus: [["Backing Filesystem", "extfs"], ["Supports d_type", "true"]],
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    PidsLimit: true,
    OomKillDisable: false,
    LoggingDriver: "json-file",
    CgroupDriver: "systemd",
    CgroupVersion: "2",
    KernelVersion: KERNEL,
    OperatingSystem: "Ubuntu 24.04.1 LTS",
    OSVersion: "24.04",
    OSType: "linux",
    Architecture: "x86_64",
    NCPU: view.processorCount,
    MemTotal: view.memoryBytes,
    DockerRootDir: "/var/lib/docker",
    Name: "mock",
    ServerVersion: ENGINE_VERSION,
    Runtimes: { nvidia: { path: "nvidia-container-runtime" }, runc: { path: "runc" } },
    DefaultRuntime: "runc",
    SecurityOptions: ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"],
    Warnings: null,
  };
}
