// Lets processes started from here use Chromium's software adapter for WebGPU, unless another Vulkan driver is named: the
// tests on WebGPU then give the same numbers on every machine. A library path counts only for processes yet to start.
import { existsSync } from 'node:fs';

const FOLDER = '/usr/lib/chromium';
const DRIVER = `${FOLDER}/vk_swiftshader_icd.json`;

const { env } = process;

if (existsSync(DRIVER) && !env.VK_ICD_FILENAMES) {
  env.VK_ICD_FILENAMES = DRIVER;
  // The loader of Vulkan drivers, where the system has none.
  env.LD_LIBRARY_PATH = [env.LD_LIBRARY_PATH, FOLDER].filter(Boolean).join(':');
}
