import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { exportOnnx } from '../../../models/interpreters/onnx/onnx-ops.ts';
import { asProblem } from '../../../models/base/problem.ts';
import { loadModel } from '../../../models/weights/catalogue.ts';
import type { ComputeArgument, ComputeResult } from '../../contract/compute.ts';

/** Writes the network of a weights file as an ONNX graph, whole or not at all. */
export async function writeOnnx({
  weights,
  file,
  software,
}: ComputeArgument<'exportOnnx'>): Promise<ComputeResult<'exportOnnx'>> {
  const model = await loadModel(weights);
  const bytes = exportOnnx(model.card.network, model.weights, {
    model: model.card.name,
    weights_sha256: model.card.sha256,
    exported_by: software,
  });
  await writeFileAtomically(file, bytes).catch((error: unknown) => {
    throw asProblem(error, file);
  });
  return { bytes: bytes.length };
}
