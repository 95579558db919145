import { ActionIcon, List, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { BarChart } from '../charts/bar-chart.tsx';
import { formatCount, formatNumber, formatPercent } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { binLabels, comparedBins, total } from './distributions.ts';
import type { DriftRow } from './drift-rows.ts';
import { reasonText, statusLooks } from './drift-words.ts';
import classes from './monitoring.module.css';

const route = getRouteApi('/monitoring');

/** More bars than this on their side are longer than a screen. */
const MOST_LEVELS = 20;

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const formatDate = (ms: number): string => dates.format(ms);

/** The distribution of one column now and in training. */
export function DriftDetail({ row: { key, title, drift, profile, isTime } }: { row: DriftRow }) {
  const navigate = route.useNavigate();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [key]);
  const close = (): void =>
    void navigate({ search: (old) => ({ ...old, feature: undefined }), replace: true, resetScroll: false });
  const { labels, now, training, left } = comparedBins(
    binLabels(profile, isTime ? formatDate : formatNumber),
    drift.currentCounts,
    drift.referenceCounts,
    profile.kind === 'categorical' ? MOST_LEVELS : Infinity,
  );
  const { tone, label } = statusLooks[drift.status];
  return (
    <div ref={box} className={classes['detail']}>
      <Panel
        title={title}
        note={`${formatCount(total(drift.currentCounts))} now, ${formatCount(total(drift.referenceCounts))} in training`}
        actions={
          <ActionIcon onClick={close} aria-label={`Close ${title}`}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        }
      >
        <Stack>
          {drift.reasons.length === 0 ? (
            <div>
              <Pill tone={tone}>{label}</Pill>
            </div>
          ) : (
            <List fz="sm">
              {drift.reasons.map((reason) => (
                <List.Item key={reason.kind}>{reasonText(reason)}</List.Item>
              ))}
            </List>
          )}
          <BarChart
            label={`${title} now and in training`}
            sideways={profile.kind === 'categorical' && labels.length > 6}
            categories={labels}
            series={[
              { name: 'Now', values: now },
              { name: 'Training', values: training },
            ]}
            format={(share) => formatPercent(share, 0)}
            {...(profile.kind === 'numeric' ? { touching: true, height: 280 } : {})}
          />
          {left > 0 && (
            <Text fz="xs" c="dimmed">
              {formatCount(left)} rarer levels are not drawn.
            </Text>
          )}
        </Stack>
      </Panel>
    </div>
  );
}
