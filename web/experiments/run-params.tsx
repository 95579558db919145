import { Button, Code, CopyButton, ScrollArea, SimpleGrid, Stack, Table } from '@mantine/core';
import type { RunRecord } from '../../shared/records/run.ts';
import { Panel } from '../shell/panel.tsx';

export function RunParams({ run }: { run: RunRecord }) {
  const recipe = JSON.stringify(run.recipe, null, 2);
  const { engineVersion, host, runtime, threads, backend, commit } = run.environment;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Panel title="Parameters" note={run.recipe.estimator.name} flush>
          <Pairs pairs={run.params.map(({ key, value }) => [key, value])} />
        </Panel>
        <Panel title="Environment" flush>
          <Pairs
            pairs={[
              ['Engine', engineVersion],
              ['Host', host],
              ['Runtime', runtime],
              ['Threads', String(threads)],
              ['Backend', backend === null ? 'own engine' : `tfjs: ${backend}`],
              ['Commit', commit ?? '–'],
              ['Seed', String(run.recipe.seed)],
            ]}
          />
        </Panel>
      </SimpleGrid>
      <Panel
        title="Recipe"
        actions={
          <CopyButton value={recipe}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        }
      >
        <ScrollArea.Autosize
          mah={420}
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Recipe as JSON' }}
        >
          <Code block fz="xs">
            {recipe}
          </Code>
        </ScrollArea.Autosize>
      </Panel>
    </Stack>
  );
}

function Pairs({ pairs }: { pairs: readonly (readonly [string, string])[] }) {
  return (
    <Table verticalSpacing={5}>
      <Table.Tbody>
        {pairs.map(([key, value]) => (
          <Table.Tr key={key}>
            <Table.Th scope="row" fw={500} w="40%">
              {key}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
