import { Text } from '@mantine/core';
import { ChooseSource } from '../data/choose-source.tsx';
import { useChosenFile } from '../data/use-chosen-file.ts';

/** What a newcomer does first. */
export function Welcome() {
  useChosenFile();
  return (
    <>
      <Text c="dimmed" maw={720}>
        The whole machine-learning lifecycle in this tab: load a table, check it, train and compare models,
        put one into Production, ask it, watch it. Bring a file, or watch all of it once on the built-in
        sample.
      </Text>
      <ChooseSource />
    </>
  );
}
