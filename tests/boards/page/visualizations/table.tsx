import { TableCellHeight } from "@grafana/schema";
import { TableNG } from "@grafana/ui/unstable";
import type { VisualizationProps } from "./props.ts";

export function TablePanel(props: VisualizationProps) {
  const { frames, fieldConfig, options, width, height, timeRange } = props;
  const [data] = frames;
  if (frames.length !== 1 || !data) {
    throw new Error(`A table shows one frame, and there are ${frames.length}: merge them`);
  }
  return (
    <TableNG
      data={data}
      width={width}
      height={height}
      fieldConfig={fieldConfig}
      timeRange={timeRange}
      noHeader={options.showHeader === false}
      showTypeIcons={options.showTypeIcons ?? false}
      resizable
      cellHeight={options.cellHeight ?? TableCellHeight.Sm}
      enablePagination={options.footer?.enablePagination ?? options.enablePagination ?? false}
      frozenColumns={options.frozenColumns?.left ?? 0}
      enableVirtualization={false}
      {...(options.sortBy ? { sortBy: options.sortBy } : {})}
    />
  );
}
