import { TagsInput } from '@mantine/core';
import type { RunRecord } from '../../shared/records/run.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyError } from '../shell/notify.tsx';

/** Tags as `key` or `key:value`. */
export function RunTags({ run }: { run: RunRecord }) {
  const { workspace } = useHost();
  const change = (texts: string[]): void => {
    workspace.log.commit('run.annotated', { runId: run.runId, tags: texts.map(tagOf) }).catch(notifyError);
  };
  return (
    <TagsInput
      aria-label="Tags"
      placeholder="key or key:value, then Enter"
      value={run.tags.map(textOf)}
      onChange={change}
    />
  );
}

type Tag = RunRecord['tags'][number];

const textOf = ({ key, value }: Tag): string => (value === '' ? key : `${key}:${value}`);

function tagOf(text: string): Tag {
  const colon = text.indexOf(':');
  if (colon <= 0) return { key: text, value: '' };
  return { key: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}
