import type { DatasetRecord } from '../../shared/records/dataset.ts';

/** A record of whole files as the first release stored it: each batch under the digest of its rows. */
export function inFirstForm(dataset: DatasetRecord): unknown {
  const { sources: _sources, amendments: _amendments, ...kept } = dataset;
  return {
    ...kept,
    v: 1,
    batches: dataset.batches.map(({ by: _by, part: _part, ...batch }) => batch),
    versions: dataset.versions.map(({ nAmendments: _n, classes: _c, missing: _m, ...version }) => version),
  };
}
