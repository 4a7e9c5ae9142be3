import ort from 'onnxruntime-node';
import { tsrnInput } from '../../models/image/tensors.ts';
import { exportOnnx } from '../../models/interpreters/onnx/onnx-ops.ts';
import { defaultModel, loadModel } from '../../models/weights/catalogue.ts';
import { crops } from './samples.ts';

/**
 * The yardstick: onnxruntime alone, with its default settings, on the graph that the product exports and on tensors that
 * lie ready in memory. Arguments: images, batch. Prints its rate as JSON.
 */
const [images, batch] = process.argv.slice(2).map(Number) as [number, number];
const { card, weights } = await loadModel(await defaultModel('tsrn'));
if (card.network.network !== 'tsrn') throw new TypeError(`${card.name} is no TSRN`);

const session = await ort.InferenceSession.create(exportOnnx(card.network, weights), { logSeverityLevel: 3 });
const rasters = await crops(64, 16);
const { shape, data } = tsrnInput(
  Array.from({ length: batch }, (_, i) => rasters[i % rasters.length] as (typeof rasters)[0]),
  card.network.mask === true,
);
const [name = ''] = session.inputNames;
const run = () => session.run({ [name]: new ort.Tensor('float32', data, shape) });

await run();
const start = performance.now();
for (let done = 0; done < images; done += batch) await run();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ imagesPerSecond: (Math.ceil(images / batch) * batch) / seconds }));
