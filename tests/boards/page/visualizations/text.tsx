/** Text in Markdown, rendered and cleaned as Grafana does. */
import { renderMarkdown, textUtil } from "@grafana/data";
import type { VisualizationProps } from "./props.ts";

export function TextPanel({ options, replaceVariables }: VisualizationProps) {
  const content = replaceVariables(options.content ?? "");
  const html = options.mode === "html" ? textUtil.sanitize(content) : renderMarkdown(content);
  return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: html }} />;
}
