/** The ending of model packages. */
export const PACKAGE_ENDING = '.treadle';

/** What files of other tools are, by their endings. */
const FORMATS: Readonly<Record<string, string>> = {
  onnx: 'ONNX',
  pkl: 'pickle',
  pickle: 'pickle',
  joblib: 'joblib',
  pt: 'PyTorch',
  pth: 'PyTorch',
  safetensors: 'safetensors',
  h5: 'Keras',
  keras: 'Keras',
  tflite: 'TensorFlow Lite',
  pb: 'TensorFlow',
  pmml: 'PMML',
  mojo: 'H2O MOJO',
  cbm: 'CatBoost',
  ubj: 'XGBoost',
  rds: 'R',
  zip: 'archive',
};

export function isPackageName(fileName: string): boolean {
  return fileName.toLowerCase().endsWith(PACKAGE_ENDING);
}

/** The name of a file's format, by its ending; `file` where that says nothing. */
export function fileFormatOf(fileName: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, ending) ? FORMATS[ending]! : ending === '' ? 'file' : ending;
}

/** A name that any file system takes: `churn-v3.treadle`. */
export function packageName(model: string, version: number, ending = PACKAGE_ENDING): string {
  return `${model.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-v${version}${ending}`;
}

/** What a model in a file is called before anybody names it: `churn-v3.treadle` holds churn. */
export const modelNameOf = (fileName: string): string => fileName.replace(/(-v\d+)?\.[^.]*$/, '');
