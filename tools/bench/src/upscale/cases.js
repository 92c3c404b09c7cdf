import { loadModelState } from '../shared/load-model-state';
import { rrdbnetState } from './rrdbnet-state';
const subjects = (model) => [
    { name: 'RRDBNet(64,23)', sides: [64, 128], loadState: rrdbnetState },
    {
        name: model ?? 'built-in model',
        sides: [256, 512, 1024],
        loadState: async () => (await loadModelState(model)).state,
    },
];
const casesOf = (subject, sides) => sides.map((side) => ({ name: `${subject.name}, ${side}x${side}`, subject, width: side, height: side }));
/** A small picture, to see that everything runs. */
export const quickCases = () => casesOf(subjects(undefined).at(-1), [32]);
/** The cases whose name contains `only`, in any case; all of them without it. */
export const benchCases = (model, only = '') => subjects(model)
    .flatMap((subject) => casesOf(subject, subject.sides))
    .filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
