import { megabytes, seconds } from '../shared/format';
import { median } from '../shared/statistics';
import { table } from '../shared/table';
const HEADER = ['runtime', 'median s', 'min..max', '/ort-node', '/srkit', 'peak', 'max diff', ''];
const firstLine = (text) => text.split('\n', 1)[0] ?? '';
const ratio = (value, base) => {
    const quotient = value / base;
    return Number.isFinite(quotient) ? quotient.toFixed(2) : '-';
};
/** The case's measurements under its name. Ratios are times over times: above 1 is slower. */
export const caseTable = ({ name, measurements, output }) => {
    const medianOf = (runtime) => median(measurements.find((m) => m.runtime === runtime && !m.failure)?.seconds ?? []);
    const rows = measurements.map((m) => {
        if (m.failure !== undefined)
            return [m.runtime, '-', '-', '-', '-', '-', '-', `FAILED: ${firstLine(m.failure)}`];
        const time = median(m.seconds);
        return [
            m.runtime,
            seconds(time),
            `${seconds(Math.min(...m.seconds))}..${seconds(Math.max(...m.seconds))}`,
            ratio(time, medianOf('onnxruntime-node')),
            ratio(time, medianOf('srkit')),
            megabytes(m.peakBytes),
            m.maxDifference === undefined ? '-' : m.maxDifference.toExponential(1),
            m.about,
        ];
    });
    const spread = output
        ? ` (output mean ${output.mean.toFixed(2)}, deviation ${output.deviation.toFixed(2)})`
        : '';
    return `${name}${spread}\n${table(HEADER, rows)}`;
};
