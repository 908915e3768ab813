/** The settings of plugin.yaml, with its defaults filled in. */
export interface Settings {
  readonly modelFolders: readonly string[];
  readonly networkFileSystems: boolean;
  readonly perCpu: boolean;
}
