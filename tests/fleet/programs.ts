/** The programs of a fleet, with the flags that compose/ gives them as far as these of Debian know them. */
import { GATE_LOGIN } from "./gate_login.ts";
import type { ServerOptions } from "./server_process.ts";

export function describeCentre(dir: string, config: string): ServerOptions {
  return {
    program: "prometheus",
    args: (address: string) => [
      `--config.file=${config}`,
      `--storage.tsdb.path=${dir}/centre`,
      `--web.listen-address=${address}`,
      "--web.enable-remote-write-receiver",
      "--rules.alert.resend-delay=1s",
    ],
    readyPath: "/-/ready",
  };
}

export function describeGate(users: string): ServerOptions {
  return {
    program: "vmauth",
    args: (address: string) => [
      `-httpListenAddr=${address}`,
      `-auth.config=${users}`,
      "-loggerLevel=ERROR",
    ],
    readyPath: "/health",
  };
}

export function describeAgent(dir: string, config: string): ServerOptions {
  return {
    program: "prometheus",
    args: (address: string) => [
      // Of Prometheus 2; since 3.0 it is --agent.
      "--enable-feature=agent",
      `--config.file=${config}`,
      `--storage.agent.path=${dir}/agent`,
      `--web.listen-address=${address}`,
    ],
    readyPath: "/-/ready",
  };
}

/** It sends to a gate, and keeps what it cannot send beside its configuration. */
export function describeVmagent(dir: string, config: string, gate: string): ServerOptions {
  return {
    program: "vmagent",
    args: (address: string) => [
      `-httpListenAddr=${address}`,
      `-promscrape.config=${config}`,
      "-promscrape.config.strictParse=true",
      `-remoteWrite.url=${gate}/api/v1/write`,
      `-remoteWrite.basicAuth.username=${GATE_LOGIN.user}`,
      `-remoteWrite.basicAuth.passwordFile=${dir}/gate-token`,
      `-remoteWrite.tmpDataPath=${dir}/queue`,
      "-remoteWrite.maxDiskUsagePerURL=1GB",
      "-loggerLevel=ERROR",
    ],
    readyPath: "/health",
  };
}

export function describeAlertmanager(dir: string, config: string): ServerOptions {
  return {
    program: "prometheus-alertmanager",
    args: (address: string) => [
      `--config.file=${config}`,
      `--storage.path=${dir}/alertmanager`,
      `--web.listen-address=${address}`,
      "--cluster.listen-address=",
    ],
    readyPath: "/-/ready",
  };
}

export function describeVictoria(dir: string, flags: readonly string[] = []): ServerOptions {
  return {
    program: "victoria-metrics",
    args: (address: string) => [
      `-httpListenAddr=${address}`,
      `-storageDataPath=${dir}/victoria`,
      // What is replayed is as old as it is.
      "-retentionPeriod=100y",
      "-selfScrapeInterval=0",
      // It hides the latest half minute, so that graphs do not end in a fall.
      "-search.latencyOffset=0s",
      "-loggerLevel=ERROR",
      ...flags,
    ],
    readyPath: "/health",
  };
}
