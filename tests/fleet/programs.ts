/** The programs of a fleet, with the flags that compose/ gives them as far as these of Debian know them. */
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

export function describeGate(dir: string, config: string): ServerOptions {
  return {
    program: "prometheus",
    args: (address: string) => [
      // Of Prometheus 2; since 3.0 it is --agent.
      "--enable-feature=agent",
      `--config.file=${config}`,
      `--storage.agent.path=${dir}/gate`,
      `--web.listen-address=${address}`,
      `--web.config.file=${dir}/gate-users`,
      "--web.enable-remote-write-receiver",
    ],
    readyPath: "/-/ready",
    readyStatus: 401,
  };
}

export function describeAgent(dir: string, config: string): ServerOptions {
  return {
    program: "prometheus",
    args: (address: string) => [
      "--enable-feature=agent",
      `--config.file=${config}`,
      `--storage.agent.path=${dir}/agent`,
      `--web.listen-address=${address}`,
    ],
    readyPath: "/-/ready",
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

export function describeVictoria(dir: string): ServerOptions {
  return {
    program: "victoria-metrics",
    args: (address: string) => [
      `-httpListenAddr=${address}`,
      `-storageDataPath=${dir}/victoria`,
      // What is replayed is as old as it is.
      "-retentionPeriod=100y",
      "-search.disableCache",
      "-selfScrapeInterval=0",
      // It hides the latest half minute, so that graphs do not end in a fall.
      "-search.latencyOffset=0s",
      "-loggerLevel=ERROR",
    ],
    readyPath: "/health",
  };
}
