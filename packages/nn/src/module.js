import { CheckpointError, ConfigError, refuseUnknownKeys } from '@srkit/core';
import { Parameter } from './parameter';
import { StateBuffer } from './state-buffer';
/** The place of the sub-module that `child` is building; undefined outside of it. */
let building;
/** How many names of one kind an error lists before it counts the rest. */
const NAMES_IN_ERROR = 12;
const label = (shape) => (shape.length === 0 ? 'a scalar' : shape.join('x'));
const listed = (title, names) => {
    if (names.length === 0)
        return '';
    const shown = names.slice(0, NAMES_IN_ERROR).join(', ');
    const rest = names.length > NAMES_IN_ERROR ? ` and ${names.length - NAMES_IN_ERROR} more` : '';
    return `\n  ${title} (${names.length}): ${shown}${rest}`;
};
/** Callers in JavaScript forget `await`, or give an object where a map is meant. */
const checkStateDict = (path, state) => {
    if (state instanceof Map)
        return;
    const given = state instanceof Promise ? 'a promise; await it' : `no Map but ${typeof state}`;
    throw new ConfigError('E_CONFIG_STATE_DICT', `${path}: the state_dict is ${given}. Expected a Map from names to tensors, as stateDict() and loadStateDict of @srkit/checkpoints give it.`);
};
let instances = 0;
/**
 * A network or a part of one. Parameters and buffers are `tf.Variable`s; their paths are the official state_dict names.
 * Outermost modules get a label (`RRDBNet_3`) that makes the variables' names unique in tfjs.
 */
export class Module {
    #seed;
    #deferred;
    #scope;
    #id = ++instances;
    #parameters = new Map();
    #buffers = new Map();
    #children = new Map();
    #training = true;
    #isDisposed = false;
    constructor(options = {}) {
        refuseUnknownKeys('Module', options, ['seed', 'deferred']);
        const { seed = 0, deferred = false } = options;
        this.#seed = seed;
        this.#deferred = deferred;
        this.#scope = building ?? { root: this, prefix: '' };
    }
    /** Builds a sub-module under `name`; a function, so that the sub-module knows its path while it is built. */
    child(name, build) {
        const outer = building;
        building = { root: this.#scope.root, prefix: `${this.#scope.prefix}${name}.` };
        try {
            const module = build();
            this.#children.set(name, module);
            return module;
        }
        finally {
            building = outer;
        }
    }
    #place(name) {
        const { root, prefix } = this.#scope;
        const path = prefix + name;
        return {
            path,
            network: root.typeName,
            variableName: `${root.typeName}_${root.#id}/${path}`,
            seed: root.#seed,
            deferred: root.#deferred,
        };
    }
    /** Declares a parameter under `name`. */
    parameter(name, options) {
        const parameter = new Parameter(options, this.#place(name));
        this.#parameters.set(name, parameter);
        return parameter;
    }
    /** Declares a buffer under `name`: state that is in the state_dict but not trained. */
    buffer(name, options) {
        const buffer = new StateBuffer(options, this.#place(name));
        this.#buffers.set(name, buffer);
        return buffer;
    }
    /** What the names of its state begin with, without the final dot: `body.0.rdb1.conv1`; empty for the outermost. */
    get statePath() {
        return this.#scope.prefix.slice(0, -1);
    }
    /** Where this module stands, for errors: `RRDBNet.body.0.rdb1.conv1`. */
    get path() {
        const { root } = this.#scope;
        return this.statePath ? `${root.typeName}.${this.statePath}` : root.typeName;
    }
    /** Training mode, PyTorch's meaning and default: batch statistics and power iterations are updated by `forward`. */
    get training() {
        return this.#training;
    }
    /** Sets training mode here and in all sub-modules. */
    train(mode = true) {
        this.#training = mode;
        for (const module of this.#children.values())
            module.train(mode);
        return this;
    }
    /** Sets evaluation mode here and in all sub-modules. */
    eval() {
        return this.train(false);
    }
    /**
     * Freezes (`false`) or frees every parameter: frozen variables are not `trainable`, so `tf.variableGrads` and
     * `optimizer.minimize` leave them out. Gradients still flow through the module to its input.
     */
    requiresGrad(value) {
        for (const [, parameter] of this.namedParameters())
            parameter.requiresGrad = value;
        return this;
    }
    /** Parameters (what is learned) with their official names, in the official order. */
    *namedParameters(prefix = '') {
        for (const [name, parameter] of this.#parameters)
            yield [prefix + name, parameter];
        for (const [name, module] of this.#children)
            yield* module.namedParameters(`${prefix}${name}.`);
    }
    /** Buffers (what is kept but not learned) with their official names, in the official order. */
    *namedBuffers(prefix = '') {
        for (const [name, buffer] of this.#buffers)
            yield [prefix + name, buffer];
        for (const [name, module] of this.#children)
            yield* module.namedBuffers(`${prefix}${name}.`);
    }
    /** All entries of the state_dict in PyTorch's order: of each module parameters, buffers, then sub-modules. */
    *namedState(prefix = '') {
        for (const [name, parameter] of this.#parameters)
            yield [prefix + name, parameter];
        for (const [name, buffer] of this.#buffers)
            yield [prefix + name, buffer];
        for (const [name, module] of this.#children)
            yield* module.namedState(`${prefix}${name}.`);
    }
    /** Number of learned values. */
    get parameterCount() {
        let count = 0;
        for (const [, parameter] of this.namedParameters())
            count += parameter.size;
        return count;
    }
    /** What would not fit if `state` were loaded. */
    compare(state) {
        const missing = [];
        const misshapen = [];
        const known = new Set();
        for (const [name, { shape }] of this.namedState()) {
            known.add(name);
            const given = state.get(name)?.shape;
            if (!given)
                missing.push(name);
            else if (label(given) !== label(shape)) {
                misshapen.push(`'${name}' is ${label(given)}, expected ${label(shape)}`);
            }
        }
        const unexpected = [...state.keys()].filter((name) => !known.has(name) && !this.ignores(name));
        return { missing, misshapen, unexpected };
    }
    /** True for an entry that official files carry beside this module's own and that is not needed here. */
    ignores(_name) {
        return false;
    }
    /** Compares, and refuses what does not fit where that is asked for. */
    #fitting(state, { strict = true }) {
        const report = this.compare(state);
        const { missing, misshapen, unexpected } = report;
        if (strict && missing.length + misshapen.length + unexpected.length > 0) {
            const hint = this.loadHint(state);
            throw new CheckpointError(misshapen.length > 0 ? 'E_CHECKPOINT_SHAPE' : 'E_CHECKPOINT_KEYS', `${this.path}: the state_dict does not fit.${listed('misshapen', misshapen)}${listed('missing', missing)}${listed('unexpected', unexpected)}${hint ? `\n  ${hint}` : ''}`);
        }
        return report;
    }
    /**
     * Copies a state_dict in official layout into parameters and buffers (any stored dtype; computed as float32).
     *
     * @throws CheckpointError `E_CHECKPOINT_SHAPE` or `E_CHECKPOINT_KEYS` listing every missing, unexpected and
     *   misshapen name, unless `strict` is false. Nothing is changed when it throws.
     */
    loadStateDict(state, options = {}) {
        refuseUnknownKeys(`${this.path}.loadStateDict`, options, ['strict']);
        checkStateDict(this.path, state);
        const report = this.#fitting(state, options);
        for (const [name, entry] of this.namedState()) {
            const given = state.get(name);
            if (given && label(given.shape) === label(entry.shape))
                entry.loadTensor(given);
        }
        return report;
    }
    /**
     * Copies the tensors of a state_dict as they come, so that none is held longer than it takes: a large network is loaded
     * in little more memory than its own.
     *
     * @param shapes Names and shapes of all that will come.
     * @param tensors By their official names, in any order.
     * @throws CheckpointError as `loadStateDict`, before the first tensor is asked for. What `tensors` throws comes through,
     *   and leaves those changed that came before.
     */
    async loadEach(shapes, tensors, options = {}) {
        refuseUnknownKeys(`${this.path}.loadEach`, options, ['strict']);
        const report = this.#fitting(shapes, options);
        const entries = new Map(this.namedState());
        for await (const given of tensors) {
            const entry = entries.get(given.name);
            if (entry && label(given.shape) === label(entry.shape))
                entry.loadTensor(given);
        }
        return report;
    }
    /** A sentence on what the misfit probably means and what to do; empty when nothing is known. */
    loadHint(_state) {
        return '';
    }
    /** Parameters and buffers as a state_dict in official names and layout: float32, counters I64. */
    async stateDict() {
        const state = new Map();
        for (const [name, entry] of this.namedState())
            state.set(name, await entry.readTensor(name));
        return state;
    }
    /** Whether it was disposed of, and not reset since. */
    get isDisposed() {
        return this.#isDisposed;
    }
    /** Frees every variable, of sub-modules too. Using the module afterwards throws a ConfigError `E_CONFIG_DISPOSED`. */
    dispose() {
        this.#isDisposed = true;
        for (const entry of this.#ownState())
            entry.dispose();
        for (const module of this.#children.values())
            module.dispose();
    }
    /** Starts again from the initial values, also after `dispose`. What depends on the seed is the same as before. */
    reset() {
        this.#isDisposed = false;
        for (const entry of this.#ownState())
            entry.reset();
        for (const module of this.#children.values())
            module.reset();
        return this;
    }
    #ownState() {
        return [...this.#parameters.values(), ...this.#buffers.values()];
    }
}
