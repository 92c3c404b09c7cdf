const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const say = (text) => {
  document.querySelector('p').textContent = text;
};

document.querySelector('input').addEventListener('change', ({ target }) => {
  say('...');
  worker.postMessage(target.files[0]);
});

worker.addEventListener('message', ({ data }) => {
  if (data.error) return say(data.error);
  document.querySelector('img').src = URL.createObjectURL(new Blob([data.png], { type: 'image/png' }));
  say(`${data.width}x${data.height}`);
});
