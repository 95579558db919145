import type { Endpoint } from 'comlink';
import { serveTasks } from '../../../workers/tasks/task-host.ts';
import { fixtureTasks } from '../../workers/fixtures/tasks.ts';

const absent = () => Promise.reject(new Error('not used'));
const services = { table: absent, packageBytes: absent, trainer: () => absent() as never };
serveTasks(fixtureTasks, services, self as Endpoint);
