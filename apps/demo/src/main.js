import { decodeImage, encodeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { useBackend } from './backend';
import { paint } from './paint';
const element = (id) => {
    const found = document.getElementById(id);
    if (!found)
        throw new Error(`The page has no element '${id}'.`);
    return found;
};
const picture = element('picture');
const model = element('model');
const backend = element('backend');
const mode = element('mode');
const start = element('start');
const stop = element('stop');
const progress = element('progress');
const status = element('status');
const download = element('download');
const canvas = element('output');
const enlarge = async (input, signal) => {
    const { details, warning } = await useBackend(backend.value);
    const loaded = await loadModel(model.files?.[0] ?? defaultModelUrl(), { signal });
    try {
        const upscaler = new Upscaler(loaded, { mode: mode.value });
        const { image, report } = await upscaler.upscale(await decodeImage(input), {
            signal,
            onProgress: ({ done, total }) => {
                progress.max = total;
                progress.value = done;
            },
        });
        paint(canvas, image);
        const png = await encodeImage(image, { format: 'png' });
        URL.revokeObjectURL(download.href);
        download.href = URL.createObjectURL(new Blob([png], { type: 'image/png' }));
        download.download = `${input.name.replace(/\.\w+$/, '')}_x${report.outscale}.png`;
        download.hidden = false;
        const { input: from, output: to, tiles } = report;
        const device = [report.device, details].filter(Boolean).join(', ');
        const where = device ? `${report.backend} (${device})` : report.backend;
        const many = `${tiles.count} ${tiles.exact ? 'exact' : 'fast'} ${tiles.count === 1 ? 'tile' : 'tiles'}`;
        const seconds = (report.milliseconds.total / 1000).toFixed(1);
        const done = `${from.width}x${from.height} to ${to.width}x${to.height} by ${report.model} on ${where}, ${many}, ${seconds} s`;
        return warning ? `${done}. ${warning}` : done;
    }
    finally {
        loaded.dispose();
    }
};
element('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const input = picture.files?.[0];
    if (!input)
        return;
    const controller = new AbortController();
    stop.onclick = () => controller.abort();
    start.disabled = true;
    stop.disabled = false;
    progress.hidden = false;
    download.hidden = true;
    canvas.width = canvas.height = 0;
    progress.value = 0;
    status.textContent = 'Working...';
    status.dataset['state'] = 'working';
    try {
        status.textContent = await enlarge(input, controller.signal);
        status.dataset['state'] = 'done';
    }
    catch (error) {
        status.textContent = controller.signal.aborted ? 'Stopped.' : String(error);
        status.dataset['state'] = 'failed';
    }
    finally {
        start.disabled = false;
        stop.disabled = true;
        progress.hidden = true;
    }
});
