/** The name of the service, of its user, and of its folders. */
export const NAME = "llm-monitor";

/** Paths on the system that a service is for. */
export const PATHS = {
  unit: `/etc/systemd/system/${NAME}.service`,
  /** The user, in the words of systemd-sysusers. */
  sysusers: `/etc/sysusers.d/${NAME}.conf`,
  configFolder: `/etc/${NAME}`,
  config: `/etc/${NAME}/config.yaml`,
  /** Variables with secrets: systemd reads the file as root. */
  environment: `/etc/${NAME}/environment`,
  /** Made by systemd, for the service's user alone. */
  home: `/var/lib/${NAME}`,
  state: `/var/lib/${NAME}/state`,
  /** Packages and compiled code. Root owns them: the service cannot change what it runs. */
  library: `/usr/local/lib/${NAME}`,
  denoDir: `/usr/local/lib/${NAME}/deno`,
} as const;
