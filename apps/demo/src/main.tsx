import { render } from 'preact';
import { Shell } from './shell/shell';
import { language } from './text/text';

document.documentElement.lang = language;
render(<Shell />, document.getElementById('app')!);
