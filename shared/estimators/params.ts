/** A parameter table is data: the page's form, the command's flags, the search space and the checks derive from it. */
export type Param = { readonly name: string; readonly title: string; readonly help: string } & (
  | {
      readonly type: 'integer' | 'number';
      readonly min: number;
      readonly max: number;
      readonly default: number | null;
      /** null is allowed and means "no limit" or "automatic". */ readonly nullable?: boolean;
      readonly log?: boolean;
    }
  | { readonly type: 'choice'; readonly choices: readonly string[]; readonly default: string }
  | { readonly type: 'boolean'; readonly default: boolean }
);

export type ParamTable = readonly Param[];
