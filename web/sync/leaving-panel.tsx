import { Button, Group, List, Stack, Text } from '@mantine/core';
import type { Leaving, LeavingPackage } from '../../workers/browser/what-leaves.ts';
import { formatBytes, formatCount, formatPlural, shortDigest } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLive } from '../shell/use-live.ts';
import classes from './sync.module.css';

/** What waits on this device and what of the data is in it; asks once per server before it leaves (SYNC10). */
export function LeavingPanel({ asks }: { asks: boolean }) {
  const host = useHost();
  const leaving = useLive((each) => each.whatLeaves(), []);
  const sharing = useAction(() => host.agreeToShare());
  if (leaving === undefined) return null;
  const kinds = kindsOf(leaving);
  return (
    <Panel title={asks ? 'What would leave this device' : 'Only on this device'}>
      <Stack gap="sm">
        {kinds.length === 0 ? (
          <Text fz="sm" c="dimmed">
            Nothing waits to be shared.
          </Text>
        ) : (
          <>
            <List fz="sm">
              {kinds.map((kind) => (
                <List.Item key={kind}>{kind}</List.Item>
              ))}
            </List>
            {leaving.packages.map((each) => (
              <PackageDetails key={each.digest} content={each} />
            ))}
          </>
        )}
        <Text fz="sm" c="dimmed">
          Rows of your data never leave: a model carries names of columns, labels, categories, bounds of bins
          and words that stand in at least two texts. Its example rows are made up.
        </Text>
        {asks && (
          <Group>
            <Button loading={sharing.busy} onClick={() => sharing.start()}>
              Share with {window.location.host}
            </Button>
            <Text fz="xs" c="dimmed">
              From then on this server is shared with unasked.
            </Text>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

function kindsOf({ runs, models, versions, promotions, others, reports, packages }: Leaving): string[] {
  const kinds: [number, string][] = [
    [runs, 'run'],
    [reports, 'report and file'],
    [models, 'model'],
    [versions, 'version'],
    [packages.length, 'model package'],
    [promotions, 'promotion and alias'],
    [others, 'other change'],
  ];
  const many: Record<string, string> = {
    'report and file': 'reports, plots and files of them',
    'promotion and alias': 'promotions and aliases',
  };
  return kinds
    .filter(([count]) => count > 0)
    .map(([count, kind]) => formatPlural(count, kind.replace(/ and .*/, ''), many[kind] ?? `${kind}s`));
}

function PackageDetails({ content }: { content: LeavingPackage }) {
  const { digest, estimator, target, sizeBytes, containsRows, columns, labels, levels, edges, words } =
    content;
  return (
    <details className={classes['details']}>
      <summary>
        {estimator} for {target}, {formatBytes(sizeBytes)}, {shortDigest(digest)}
        {containsRows && ' (holds rows of the data: it is asked about once more)'}
      </summary>
      <div className={classes['words']}>
        <List size="xs">
          <List.Item>Columns: {columns.join(', ')}</List.Item>
          {labels.length > 0 && (
            <List.Item>
              Labels of {target}: {labels.join(', ')}
            </List.Item>
          )}
          {levels.map((each) => (
            <List.Item key={each.column}>
              Categories of {each.column}: {each.levels.join(', ')}
            </List.Item>
          ))}
          {edges.length > 0 && (
            <List.Item>
              Bounds of bins: {edges.map(({ column, count }) => `${column} ${formatCount(count)}`).join(', ')}
            </List.Item>
          )}
          {words.length > 0 && (
            <List.Item>
              {formatPlural(words.length, 'word')}: {words.slice(0, SHOWN_WORDS).join(', ')}
              {words.length > SHOWN_WORDS && ' …'}
            </List.Item>
          )}
        </List>
      </div>
    </details>
  );
}

const SHOWN_WORDS = 500;
