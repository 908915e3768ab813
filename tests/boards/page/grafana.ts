/** Sets up what Grafana does when it starts. */
import {
  createTheme,
  FieldConfigOptionsRegistry,
  identityOverrideProcessor,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
} from "@grafana/data";
import type { FieldConfigPropertyItem, FieldConfigSource, GrafanaTheme2 } from "@grafana/data";

const STANDARD = [
  "unit",
  "min",
  "max",
  "decimals",
  "displayName",
  "color",
  "thresholds",
  "mappings",
  "noValue",
  "links",
  "description",
  "filterable",
  "fieldMinMax",
];

/** Fills the registries of transformations and of field options. */
export function setUpRegistries(): void {
  const transformers = new Map(Object.values(standardTransformers).map((one) => [one.id, one]));
  standardTransformersRegistry.setInit(() =>
    [...transformers.values()].map((one) => ({
      id: one.id,
      name: one.name,
      transformation: () => Promise.resolve(one),
      editor: () => null,
      imageDark: "",
      imageLight: "",
    }))
  );
  standardFieldConfigEditorRegistry.setInit(() => STANDARD.map((path) => item(path, false)));
}

/** Knows the standard options, and every option of the panel itself that is set somewhere. */
export function registryFor(
  { defaults, overrides }: FieldConfigSource,
): FieldConfigOptionsRegistry {
  const own = new Set(Object.keys(defaults.custom ?? {}));
  for (const { id } of overrides.flatMap(({ properties }) => properties)) {
    if (id.startsWith("custom.")) own.add(id.slice("custom.".length));
  }
  return new FieldConfigOptionsRegistry(() => [
    ...standardFieldConfigEditorRegistry.list(),
    ...[...own].map((path) => item(path, true)),
  ]);
}

function item(path: string, isCustom: boolean): FieldConfigPropertyItem {
  return {
    id: isCustom ? `custom.${path}` : path,
    path,
    name: path,
    isCustom,
    process: identityOverrideProcessor,
    shouldApply: () => true,
    override: () => null,
    editor: () => null,
    settings: {},
  };
}

export function makeTheme(mode: "dark" | "light"): GrafanaTheme2 {
  return createTheme({ colors: { mode } });
}
