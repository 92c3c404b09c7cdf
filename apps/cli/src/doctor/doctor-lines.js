import { formatBytes } from '../terminal/progress-bar';
const backendLine = ({ name, works, why, selfTest, adapter, build, threads }) => {
    const details = [
        works ? 'works' : `does not work: ${why}`,
        ...(adapter ? [`'${adapter.name}', ${adapter.hardware ? 'hardware' : 'software'}`] : []),
        ...(adapter ? [`buffers up to ${formatBytes(adapter.limits.maxBufferSize)}`] : []),
        ...(build ? [build] : []),
        ...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
        ...(selfTest
            ? [`self-test error ${selfTest.maxError.toExponential(1)} in ${selfTest.milliseconds.toFixed(1)} ms`]
            : []),
    ];
    return `  ${name.padEnd(10)}${details.join(', ')}`;
};
/** The report for people. */
export const doctorLines = ({ machine, backends, auto, codecs, cache }) => {
    const { srkit, node, tfjs, os, cpu, threads, memory } = machine;
    return [
        `srkit ${srkit}, Node ${node}, TensorFlow.js ${tfjs}`,
        `system    ${os}`,
        `CPU       ${cpu}, ${threads} thread${threads === 1 ? '' : 's'}`,
        `memory    ${formatBytes(memory.available)} free of ${formatBytes(memory.total)}`,
        'backends',
        ...backends.map(backendLine),
        `  auto      takes ${auto.name}: ${auto.reason}`,
        `pictures  ${codecs.library} ${codecs.version}: reads ${codecs.reads.join(', ')}; writes ${codecs.writes.join(', ')}`,
        `cache     ${cache.folder}: ${cache.models.length === 0 ? 'no models pulled yet' : ''}`.trimEnd(),
        ...cache.models.map(({ file, bytes }) => `  ${file} (${formatBytes(bytes)})`),
    ];
};
