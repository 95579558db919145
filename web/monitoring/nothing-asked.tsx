import { Button } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';

/** No model, no prediction. */
export function NothingToWatch() {
  return (
    <Panel>
      <Empty
        icon={IconActivity}
        title="Nothing to watch yet"
        actions={<Button renderRoot={(props) => <Link to="/predict" {...props} />}>Predict</Button>}
      >
        Once a model is registered and asked, its traffic, confidence, latency and drift show up here.
      </Empty>
    </Panel>
  );
}

/** A model, or one version of it, that nobody asked anything. */
export function NothingAsked({ model, version }: { model: string; version: number | undefined }) {
  const name = version === undefined ? model : `${model} v${version}`;
  return (
    <Panel>
      <Empty
        icon={IconActivity}
        title={`${name} was not asked in this window`}
        actions={
          <Button renderRoot={(props) => <Link to="/predict" search={{ model, version }} {...props} />}>
            Ask it something
          </Button>
        }
      >
        Predictions of this page, the command line and HTTP are counted here.
      </Empty>
    </Panel>
  );
}
