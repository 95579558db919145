import type { FeatureValue, Signature } from '../../shared/packaging/manifest.ts';

export interface FeatureInputProps {
  readonly input: Signature['inputs'][number];
  readonly value: FeatureValue;
  /** What the model said against this value. */
  readonly problem: string | undefined;
  readonly onChange: (name: string, value: FeatureValue) => void;
}
