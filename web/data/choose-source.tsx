import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClipboardText, IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { chooseFile, chooseFiles } from './import-source.ts';
import classes from './data.module.css';

const ACCEPT =
  '.csv,.tsv,.txt,.tab,.data,.json,.jsonl,.ndjson,.parquet,.arrow,.feather,.xlsx,.gz,.zip,text/csv,text/tab-separated-values,text/plain,application/json';

/** Drop, pick or paste. The drop itself is taken by the window, wherever it lands. */
export function ChooseSource() {
  const [pasting, paste] = useDisclosure(false);
  return (
    <div className={classes['source']}>
      <IconFileUpload size={34} stroke={1.3} aria-hidden />
      <Stack gap={2} align="center">
        <Text fw={600} fz="lg">
          Drop a file anywhere
        </Text>
        <Text fz="sm" c="dimmed" ta="center">
          CSV, TSV, JSON, JSON lines, Parquet, Arrow, Excel; also in gzip or zip. What is in it is found out,
          and you check that before anything is kept. A CSV that was exported exactly comes with its schema
          file.
          <br />
          No row leaves this device.
        </Text>
      </Stack>
      <Group justify="center">
        <FileButton
          multiple
          accept={ACCEPT}
          onChange={chooseFiles}
          inputProps={{ 'aria-label': 'Data file' }}
        >
          {(props) => <Button {...props}>Choose a file</Button>}
        </FileButton>
        <Button variant="default" leftSection={<IconClipboardText size={16} />} onClick={paste.toggle}>
          Paste
        </Button>
      </Group>
      {pasting && <PasteBox />}
    </div>
  );
}

function PasteBox() {
  const [text, setText] = useState('');
  const use = (): void => chooseFile({ file: new Blob([text]), fileName: 'pasted.txt' });
  return (
    <Stack w="100%" maw={640} gap="xs">
      <Textarea
        aria-label="Pasted data"
        placeholder={'name,age,churn\nAda,36,no\n…'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={14}
        ff="monospace"
        data-autofocus
      />
      <Group justify="flex-end">
        <Button size="xs" disabled={text.trim() === ''} onClick={use}>
          Review what was pasted
        </Button>
      </Group>
    </Stack>
  );
}
