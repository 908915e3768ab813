import type { Config } from "../../contract/config.ts";
import { CodedError } from "../../contract/errors.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { discoverPlugins } from "../catalog/discover_plugins.ts";
import { makeLabelled } from "../catalog/labelled_containers.ts";
import type { LabelledGroup } from "../catalog/labelled_containers.ts";
import type { DiscoveredPlugins } from "../catalog/plugin_feed.ts";
import type { Layout } from "../config/layout.ts";
import type { ConfigSource } from "../config/load.ts";
import type { ManifestParser, RestingTexts } from "../manifests/manifest_parser.ts";
import { openParser } from "../manifests/open_parser.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import type { Wrappers } from "../process/isolation/wrappers.ts";

/** The circumstances of one discovery, as data. */
export interface DiscoveryMoment {
  /** The port that the host listens on; 0 when it is not known. */
  readonly ownPort: number;
  /** The revision of each plugin that may run so far. */
  readonly admitted: readonly PluginSpec[];
  /** The labelled containers that were found. */
  readonly labelled: readonly LabelledGroup[];
}

/** Everything by which plugins are judged, as data. */
export interface DiscoveryRequest extends DiscoveryMoment {
  readonly layout: Layout;
  readonly wrappers: Wrappers;
  readonly config: Config;
  readonly configSource: ConfigSource;
  /** `DOCKER_HOST`, where it is set. */
  readonly dockerHost: string | undefined;
  /** Look at this plugin alone. */
  readonly only: string | undefined;
  /** Manifests that were not parsed in time. */
  readonly resting: RestingTexts;
}

/** The plugins that were found, and the manifests that are not to be parsed again soon. */
export interface Discovery extends DiscoveredPlugins {
  readonly resting: RestingTexts;
}

/**
 * The time that may pass in one discovery before the manifests that remain are left for the next: those
 * that hang take seconds each, and the kernel waits for the whole.
 */
const PARSING_MS = 60_000;

/** Judges plugins, again and again. */
export class PluginDiscovery {
  #parser: ManifestParser | undefined;

  /**
   * Judges every folder of the plugins folder.
   *
   * @throws {CodedError} `plugins_dir_missing`; `plugin_not_found` for an `only` that is not there.
   */
  async discover(request: DiscoveryRequest): Promise<Discovery> {
    const { layout, wrappers, config, configSource, dockerHost, only, admitted } = request;
    // One kernel has one layout, and finds out once what the machine offers.
    const parser = this.#parser ??= openParser(layout, wrappers, request.resting);
    const endMs = performance.now() + PARSING_MS;
    const found = await discoverPlugins({
      layout,
      wrappers,
      only,
      parseManifest: parseUntil((text) => parser.parse(text), () => performance.now() < endMs),
      config: () => config,
      configSource: () => configSource,
      env: dockerHost === undefined ? {} : { DOCKER_HOST: dockerHost },
    }, {
      ownPort: request.ownPort,
      lastAdmitted: (name) => admitted.find((spec) => spec.name === name),
      containers: makeLabelled(request.labelled),
    });
    return { ...found, resting: parser.resting };
  }
}

/** Parses for as long as there is time; what is left is tried again by the next discovery. */
export function parseUntil(
  parse: (text: string) => Promise<ParsedYaml>,
  hasTime: () => boolean,
): (text: string) => Promise<ParsedYaml> {
  return (text) => {
    if (hasTime()) return parse(text);
    const message = "Cannot parse plugin.yaml: those before it took too long; it is tried again";
    return Promise.reject(new CodedError("plugin_unreadable", message));
  };
}
