import type { Severity } from '../../../shared/records/suite.ts';

export const severityLabels: Record<Severity, string> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};
