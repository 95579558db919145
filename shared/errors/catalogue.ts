interface CatalogueEntry {
  status: number;
  /** Constant per code (ERR1). */
  title: string;
  /** What to do, when the thrower knows nothing better. */
  remedy: string;
  retryable: boolean;
}

const entry = (status: number, title: string, remedy: string, retryable = false): CatalogueEntry => ({
  status,
  title,
  remedy,
  retryable,
});

/** Every error code Treadle knows (ERR2). A test forbids codes here that nothing throws. */
export const catalogue = {
  // reading data
  'empty-file': entry(422, 'The file is empty', 'Choose a file that has a header line and at least one row.'),
  'no-rows': entry(422, 'The data has no rows', 'Choose a file with at least one row below its header.'),
  'not-text': entry(422, 'The file is not text', 'Export the data as CSV in UTF-8 and load that file.'),
  'too-many-columns': entry(
    422,
    'The data has too many columns',
    'Remove columns that are not needed, then load the file again.',
  ),
  'parse-failed': entry(
    422,
    'The file could not be read',
    'Check the delimiter, quotes and encoding, then load the file again.',
  ),
  'unpacked-too-large': entry(
    413,
    'The compressed file unpacks to too much',
    'Unpack it yourself, look at what is in it, and load that.',
  ),
  'file-too-large': entry(
    413,
    'The file is too large for its format',
    'Save it as Parquet or CSV, which are read in parts, and load that.',
  ),
  'column-unknown': entry(422, 'There is no such column', 'Use one of the column names that the data has.'),
  'schema-mismatch': entry(
    409,
    'The columns differ from the dataset',
    'Load the file as a new dataset, or make its columns match.',
  ),
  'row-unknown': entry(404, 'There is no such row', 'Use the number of a row that the newest version has.'),
  'cell-invalid': entry(422, 'The value does not fit its column', "Give a value of the column's type."),
  'amendment-unknown': entry(
    404,
    'There is no such amendment',
    'Use one listed in the history of the dataset.',
  ),
  'fully-loaded': entry(409, 'Everything is loaded', 'Load another file when there are more rows.'),
  'key-not-unique': entry(422, 'The key does not tell rows apart', 'Name another column, or none.'),
  'suite-invalid': entry(422, 'The suite is invalid', 'Correct the named fields of the suite.'),
  'contract-broken': entry(
    409,
    'The data breaks the contract of its dataset',
    'Correct the data, load it with its failing rows quarantined, or change the suite.',
  ),
  'dataset-unknown': entry(404, 'There is no such dataset', 'List the datasets and use one of their names.'),
  'engine-changed': entry(
    409,
    'The version was trained by another engine',
    'Reproduce it with the Treadle that trained it, or train it again as a new version.',
  ),
  'data-version-unknown': entry(
    404,
    'There is no such data version',
    'Use a version listed in the history of the dataset.',
  ),
  'storage-full': entry(
    507,
    'The storage is full',
    'Delete datasets or runs that are no longer needed, then try again.',
  ),
  'disk-full': entry(
    503,
    'The disk is full',
    'Free some space on the disk of the workspace, then try again; reading goes on.',
    true,
  ),
  'storage-blocked': entry(
    409,
    'The database is held by another tab',
    'Close the other tabs of Treadle, then reload.',
    true,
  ),
  'page-insecure': entry(
    409,
    'The page was not opened over HTTPS',
    'Open it by https://. Without a certificate, open it on the machine itself, or forward the port and open http://localhost:3000.',
  ),
  unauthenticated: entry(
    401,
    'A valid token is needed',
    'Open the pairing link that the server printed, or send `Authorization: Bearer TOKEN`.',
  ),
  'insufficient-scope': entry(
    403,
    'The token may not do that',
    'Ask an admin for a token with the scope that is named.',
  ),
  'too-many-attempts': entry(429, 'Too many wrong tokens', 'Wait a minute, then try again.', true),
  'pairing-invalid': entry(
    401,
    'The pairing link was used, is too old, or is not of this server',
    'Have a new one printed: treadle token pair',
  ),
  'backup-invalid': entry(
    422,
    'The backup cannot be made or restored so',
    'Name a whole backup, and a workspace that is empty.',
  ),
  'token-unknown': entry(404, 'There is no such token', 'Use an id that `treadle token list` shows.'),
  'storage-unreachable': entry(
    503,
    'The database or the artifact store does not answer',
    'Check that it runs and that its address and credentials are right; reads go on from memory.',
    true,
  ),
  'config-invalid': entry(
    422,
    'A setting of the server is not valid',
    'Correct it in the environment or in treadle.config.json, then start again.',
  ),
  // recipes and training
  'recipe-invalid': entry(422, 'The recipe is invalid', 'Correct the named fields of the recipe.'),
  'metric-unknown': entry(422, 'There is no such metric', 'Use one of the metrics that the task has.'),
  'metric-undefined': entry(
    422,
    'A metric cannot be computed',
    'Use fewer folds, more rows, or another metric.',
  ),
  'sweep-invalid': entry(422, 'The sweep is invalid', 'Correct the named fields of the sweep.'),
  'sweep-running': entry(409, 'The sweep is under way', 'Wait for it, or cancel it where it runs.'),
  'sweep-unknown': entry(404, 'There is no such sweep', 'List the sweeps and use one of their ids.'),
  'sweep-without-result': entry(
    422,
    'No trial of the sweep succeeded',
    'See why the trials failed; correct the data or the search space.',
  ),
  'recipe-too-new': entry(
    422,
    'The recipe was made by a newer version',
    'Update Treadle, then run the recipe again.',
  ),
  'target-missing': entry(
    422,
    'The target column is missing',
    'Choose a target among the columns of the data.',
  ),
  'target-constant': entry(
    422,
    'The target has only one value',
    'Choose a target with at least two values, or load data that has both.',
  ),
  'class-too-small': entry(
    422,
    'A class has too few rows',
    'Load more rows of that class, or split without stratification.',
  ),
  'folds-too-many': entry(422, 'There are more folds than rows', 'Use fewer folds, or load more rows.'),
  'estimator-unknown': entry(422, 'There is no such estimator', 'Use one of the estimators that are listed.'),
  'cannot-continue': entry(
    422,
    'Training cannot go on from this version',
    'Train from the start, or go on from another version.',
  ),
  'not-explainable': entry(
    422,
    'The answers of this model cannot be explained',
    'Look at its permutation importance instead: treadle importance MODEL',
  ),
  'param-invalid': entry(422, 'A parameter is out of its limits', 'Give a value within the stated limits.'),
  'features-missing': entry(
    422,
    'No usable feature is left',
    'Keep at least one feature column that is not constant.',
  ),
  'value-not-finite': entry(
    422,
    'A value is not a finite number',
    'Impute or drop missing and infinite values first.',
  ),
  'backend-unavailable': entry(
    422,
    'The compute backend is unavailable',
    'Choose another backend, or leave the choice to the probe.',
  ),
  'out-of-memory': entry(
    507,
    'There is not enough memory',
    'Use fewer rows or columns, or smaller parameters.',
  ),
  'memory-budget': entry(
    507,
    'The training would not fit into memory',
    'Use fewer rows or columns or smaller parameters, or raise the limit.',
  ),
  'checkpoint-invalid': entry(
    422,
    'The checkpoint is damaged',
    'Discard the interrupted run, then train it again.',
  ),
  'checkpoint-stale': entry(
    409,
    'The checkpoint belongs to another training',
    'Discard the interrupted run, then train it again.',
  ),
  'run-not-resumable': entry(409, 'The run cannot be resumed', 'Train it again.'),
  'run-under-way': entry(409, 'The run is being trained already', 'Wait until it is done, or cancel it.'),
  aborted: entry(499, 'The task was cancelled', 'Start it again when you want.'),
  'worker-died': entry(
    500,
    'A worker stopped unexpectedly',
    'Start the task again; if it happens twice, use fewer rows or threads.',
  ),
  'timed-out': entry(504, 'The task took too long', 'Try again; if it happens twice, use fewer rows.', true),
  // packages and models
  'model-invalid': entry(
    422,
    'The model package is invalid',
    'Export the model again from where it was made.',
  ),
  'digest-mismatch': entry(
    400,
    'The content does not match its digest',
    'Send the content again, unchanged.',
  ),
  'golden-mismatch': entry(
    422,
    'The model does not repeat its own predictions',
    'Do not use this package; train the model again.',
  ),
  'sharing-unconfirmed': entry(
    403,
    'Nothing is shared with this server before you agree',
    'Look at what would leave this device, then agree to it.',
  ),
  'package-contains-rows': entry(
    422,
    'The package contains rows of the data',
    'Confirm for this package that its rows may leave the device.',
  ),
  'model-unknown': entry(404, 'There is no such model', 'List the models and use one of their names.'),
  'model-ambiguous': entry(409, 'Several models are in Production', 'Name the model in the request.'),
  'version-unknown': entry(404, 'There is no such version', 'Use a version that the model has.'),
  'alias-unknown': entry(404, 'There is no such alias', 'Use an alias that the model has.'),
  'not-deployed': entry(
    409,
    'No version is in Production',
    'Promote a version of the model to Production first.',
  ),
  'run-unknown': entry(404, 'There is no such run', 'List the runs and use one of their ids.'),
  'run-without-model': entry(409, 'The run has no model', 'Choose a finished run.'),
  'rows-not-here': entry(
    409,
    'The rows of this run are not on this device',
    'Load the same file here, or go to the device that has it.',
  ),
  // webhooks
  'webhook-unknown': entry(404, 'There is no such webhook', 'List the webhooks and use one of their ids.'),
  'webhook-address': entry(
    422,
    'A webhook cannot be sent there',
    'Give the http(s) address of a public host, without user name and password.',
  ),
  'webhook-limit': entry(409, 'There are too many webhooks', 'Remove one that nobody needs.'),
  'delivery-unknown': entry(
    404,
    'There is no such delivery',
    'List the deliveries and use one of their ids.',
  ),
  // prediction
  'features-invalid': entry(422, 'The features do not fit the model', 'Correct the named fields.'),
  'unknown-category': entry(
    422,
    'A category was not seen in training',
    'Use one of the known categories, or train with a lenient policy.',
  ),
  // the log
  'name-taken': entry(
    409,
    'The name is taken',
    'Choose another name, or add versions to the existing model.',
  ),
  'version-taken': entry(409, 'The version is taken', 'State a higher version, or leave it to the lineage.'),
  'stale-precondition': entry(
    409,
    'Someone else changed it first',
    'Look at the current state, then promote anyway or drop the change.',
  ),
  'not-servable': entry(
    409,
    'The version is a file that cannot be served',
    'Train it in Treadle or register a .treadle package; the file can be downloaded.',
  ),
  'model-archived': entry(409, 'The model is in the archive', 'Take it out of the archive first.'),
  'share-invalid': entry(
    422,
    'The link holds no model that can be read',
    'Ask for it again, as a .treadle file when the link is cut on its way.',
  ),
  'share-too-large': entry(
    413,
    'The model is too large for a link',
    'Share it as a .treadle file, as an HTML file, or by the link of a server.',
  ),
  'in-use': entry(
    409,
    'It is deployed',
    'Promote another version or move it to None, and remove its aliases; then try again.',
  ),
  'parent-rejected': entry(
    409,
    'What it depends on was rejected',
    'Rename the model, or add the versions to the existing one.',
  ),
  'stage-unknown': entry(422, 'There is no such stage', 'Use None, Staging, Production or Archived.'),
  'rollback-empty': entry(409, 'There is nothing to roll back to', 'Promote another version instead.'),
  'mutation-invalid': entry(422, 'The change is malformed', 'Update the client that sent it.'),
  'mutation-gap': entry(409, 'Changes are missing in between', 'Send again from the stated number.'),
  'mutation-reused': entry(
    422,
    'A change was sent twice with other content',
    'Take a new client id and send again.',
  ),
  'log-diverged': entry(
    409,
    'The log differs from the one this client knows',
    'Reload; changes not shared yet are kept.',
  ),
  'blob-missing': entry(
    409,
    'An artifact has not been uploaded yet',
    'Upload the named blobs, then send again.',
  ),
  'blob-unknown': entry(
    404,
    'There is no such artifact',
    'Wait until the device that has it is in sync, or train again.',
  ),
  'artifact-corrupt': entry(
    502,
    'A stored artifact is damaged',
    'Restore it from a backup or another device.',
  ),
  'upload-unknown': entry(404, 'There is no such upload', 'Start a new upload.'),
  'range-invalid': entry(416, 'The upload continues elsewhere', 'Continue at the stated offset.'),
  'schema-unknown': entry(
    422,
    'The server does not know this kind of change',
    'Update the server, then send again.',
  ),
  'client-too-old': entry(
    409,
    'This page is too old for the server',
    'Reload the page; changes not shared yet are kept.',
  ),
  'protocol-unsupported': entry(409, 'The sync protocol is not supported', 'Update the older side.'),
  // HTTP and command line
  'malformed-json': entry(
    400,
    'The body is not valid JSON',
    'Send well-formed JSON in UTF-8 without duplicate keys.',
  ),
  'request-invalid': entry(422, 'The request is invalid', 'Correct the named fields.'),
  'request-malformed': entry(
    400,
    'The request is not valid HTTP',
    'Check the client and what is between it and here.',
  ),
  'key-forbidden': entry(422, 'A key is not allowed', 'Rename the key.'),
  'body-too-large': entry(413, 'The body is too large', 'Send fewer rows at once.'),
  'media-type': entry(415, 'The media type is not supported', 'Send application/json.'),
  'host-unknown': entry(
    421,
    'This host name is not served here',
    'Use localhost, or list the host in allowedHosts.',
  ),
  'origin-foreign': entry(
    403,
    'The request comes from another site',
    'Use the page that this server serves.',
  ),
  'bind-refused': entry(
    500,
    'The address is refused',
    'Listen on a loopback address, or create a token first.',
  ),
  'port-taken': entry(500, 'The port is taken', 'Choose another one with --port.'),
  'route-unknown': entry(404, 'There is no such route', 'See /docs for the routes.'),
  'method-not-allowed': entry(405, 'The method is not allowed here', 'See /docs for the routes.'),
  usage: entry(400, 'The command was used wrongly', 'Run the command with --help.'),
  'file-unreadable': entry(422, 'The file cannot be read', 'Check the path and the permissions.'),
  'file-unwritable': entry(
    500,
    'The file cannot be written',
    'Check the path, the permissions and the free space.',
  ),
  'workspace-broken': entry(500, 'The workspace cannot be opened', 'Check the folder and its permissions.'),
  'server-unreachable': entry(
    503,
    'The server cannot be reached',
    'Everything goes on working here; it syncs when the server is back.',
    true,
  ),
  internal: entry(
    500,
    'Something went wrong inside Treadle',
    'Try again; if it happens twice, report it with what you did.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
