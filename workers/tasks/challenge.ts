import { challenge } from '../../shared/pipelines/challenge.ts';
import { openedModel } from './opened-models.ts';
import type { Task } from './task.ts';
import type { ChallengeOutcome, TaskMap } from './tasks.ts';

export const challengeTask: Task<TaskMap['challenge']['input'], ChallengeOutcome> = {
  async run({ champion, challenger, table, championTable }, context) {
    return challenge(
      await openedModel(champion, context),
      await openedModel(challenger, context),
      await context.table(table),
      championTable === null ? null : await context.table(championTable),
    );
  },
};
