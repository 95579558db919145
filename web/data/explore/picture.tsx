import type { Picture as PictureData } from '../../../shared/exploration/pictures.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { BoxPlot } from '../../charts/box-plot.tsx';
import { CategoryLines } from '../../charts/category-lines.tsx';
import { HeatMap } from '../../charts/heat-map.tsx';
import { HexagonPlot } from '../../charts/hexagon-plot.tsx';
import type { Quantity } from '../../charts/quantity-axis.ts';
import { ScatterPlot } from '../../charts/scatter-plot.tsx';
import { formatCount } from '../../shell/format.ts';

interface PictureProps {
  readonly label: string;
  readonly picture: PictureData;
  readonly x: Quantity;
  readonly y: Quantity;
  readonly stacked?: boolean;
  /** Categories as a line instead of bars. */
  readonly asLine?: boolean;
}

/** Draws whatever the worker made. */
export function Picture({ label, picture, x, y, stacked = false, asLine = false }: PictureProps) {
  switch (picture.kind) {
    case 'points':
      return <ScatterPlot label={label} x={x} y={y} series={picture.series} />;
    case 'hexes':
      return (
        <HexagonPlot
          label={label}
          x={x}
          y={y}
          cells={picture.cells}
          width={picture.width}
          height={picture.height}
        />
      );
    case 'boxes':
      return <BoxPlot label={label} xName={x.name} y={y} boxes={picture.boxes} />;
    case 'heat':
      return (
        <HeatMap label={label} xs={picture.xs} ys={picture.ys} values={picture.values} format={formatCount} />
      );
    case 'bars': {
      const { categories, ranges, series } = picture;
      if (asLine)
        return <CategoryLines label={label} categories={categories} series={series} yName={y.name} />;
      const sideways = !ranges && categories.length > 8;
      return (
        <BarChart
          label={label}
          categories={categories}
          series={series.map(({ name, values }) => ({ name, values: values.map((value) => value ?? 0) }))}
          touching={ranges}
          stacked={stacked}
          sideways={sideways}
          {...(sideways ? {} : { height: 320 })}
        />
      );
    }
  }
}
