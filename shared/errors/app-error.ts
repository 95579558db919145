import { catalogue, type ErrorCode } from './catalogue.ts';

/** One field-level finding inside an error: where (RFC 6901 pointer into the input) and what. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export interface AppErrorOptions {
  /** What happened and where, with the values that matter. */
  detail: string;
  /** What the reader can do; the catalogue's remedy when left out. */
  remedy?: string;
  /** JSON pointer to the offending place in the input. */
  pointer?: string;
  errors?: FieldError[];
  /** Machine-readable extra members, e.g. `{required: 'deployer'}`. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

/** The form an error takes on every wire: Worker message, HTTP body (RFC 9457), `--json` output. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  remedy: string;
  retryable: boolean;
  instance?: string;
  errors?: FieldError[];
  [extra: string]: unknown;
}

/**
 * The one error class of Treadle. It says what happened (`detail`), where (`pointer`, `errors`)
 * and what to do (`remedy`); status and title come from the catalogue by `code`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly remedy: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly errors: FieldError[];
  readonly extra: Record<string, unknown>;

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    const entry = catalogue[code];
    this.code = code;
    this.detail = options.detail;
    this.remedy = options.remedy ?? entry.remedy;
    this.status = entry.status;
    this.retryable = entry.retryable;
    this.errors =
      options.errors ??
      (options.pointer === undefined ? [] : [{ pointer: options.pointer, code, detail: options.detail }]);
    this.extra = options.extra ?? {};
  }

  toProblem(instance?: string): Problem {
    return {
      ...this.extra,
      type: `urn:treadle:error:${this.code}`,
      title: catalogue[this.code].title,
      status: this.status,
      detail: this.detail,
      code: this.code,
      remedy: this.remedy,
      retryable: this.retryable,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
      ...(instance === undefined ? {} : { instance }),
    };
  }

  /** Rebuilds the error on the far side of a wire. Unknown codes become `internal`. */
  static fromProblem(problem: Partial<Problem>): AppError {
    const { code, detail, remedy, errors } = problem;
    const known = code !== undefined && code in catalogue ? code : 'internal';
    return new AppError(known, {
      detail: detail ?? 'The other side answered with an error that carries no detail.',
      ...(remedy === undefined ? {} : { remedy }),
      ...(errors === undefined ? {} : { errors }),
    });
  }

  /** Wraps whatever was thrown; an AppError passes through untouched. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return new AppError('internal', { detail, cause: thrown });
  }
}
