import { describeWorkspace } from '../../contracts/workspace-contract.ts';
import { openFolder } from './folder.ts';

describeWorkspace('a workspace in a folder', openFolder);
