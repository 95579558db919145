interface SparkBarsProps {
  readonly counts: readonly number[];
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** A histogram the size of a word: plain SVG, since a page may show hundreds. */
export function SparkBars({ counts, label, width = 120, height = 28 }: SparkBarsProps) {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
      {counts.map((count, bin) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
        return (
          <rect
            key={bin}
            x={bin * step}
            y={height - tall}
            width={Math.max(1, step - 1)}
            height={tall}
            rx={1}
            fill="var(--mantine-primary-color-filled)"
            opacity={0.75}
          />
        );
      })}
    </svg>
  );
}
