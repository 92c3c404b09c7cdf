import { MAX_STRING_BYTES } from '../limits';
import { show } from '../show';
import { complain } from './pickle-error';
import { parseEscapedLine, parseFloatLine, parseIntegerLine, parseQuotedLine } from './pickle-text';
import { isBuildable, PyDict, PyFloat, PyFunction, PyList, PyTuple, pyType, } from './pickle-values';
import { BYTES_OBJECT_BYTES } from './plain-globals';
import { addItems, appendItems, makeSet, setItem, setItems } from './py-collections';
/** Estimated heap of an object with an array, or with fields, in bytes. */
const CONTAINER_BYTES = 96;
const SMALL_BYTES = 32;
const FLOAT_BYTES = 16;
/** Charged for a line of text: reading one takes as long as making a small object. */
const LINE_BYTES = 96;
/** Charged for looking a global up. */
const LOOKUP_BYTES = 48;
/** A storage reference, and the block that it may be the first to name. */
const STORAGE_BYTES = 128;
const HIGHEST_PROTOCOL = 5;
const pushText = ({ cursor, machine }, length) => {
    const text = cursor.text(length);
    machine.charge(SMALL_BYTES + 2 * length);
    machine.push(text);
};
const pushBytes = ({ cursor, machine }, length) => {
    const bytes = cursor.bytes(length);
    machine.charge(BYTES_OBJECT_BYTES + length);
    machine.push(bytes);
};
const pushContainer = ({ machine }, value) => {
    machine.charge(CONTAINER_BYTES);
    machine.push(value);
};
const pushNumber = ({ machine }, value) => {
    machine.charge(SMALL_BYTES);
    machine.push(value);
};
const pushNumberLine = (run, parse) => {
    const line = run.cursor.line();
    run.machine.charge(LINE_BYTES + line.length);
    pushNumber(run, parse(line));
};
const pushSet = (run, items) => {
    pushContainer(run, makeSet([new PyTuple(items)], run.machine.charge));
};
/** Arrays of exactly that length: ones that grow have room for 17. */
const pushTuple = (run, length) => {
    const last = run.machine.pop();
    const middle = length > 1 ? run.machine.pop() : last;
    const items = length === 1 ? [last] : length === 2 ? [middle, last] : [run.machine.pop(), middle, last];
    pushContainer(run, new PyTuple(items));
};
const pushGlobal = (run, module, name) => {
    if (typeof module !== 'string' || typeof name !== 'string') {
        throw complain(`expected a global's module and name to be text, got ${pyType(module)} and ${pyType(name)}.`);
    }
    run.machine.charge(LOOKUP_BYTES + module.length + name.length);
    run.machine.push(run.findGlobal(module, name));
};
const reduce = (run) => {
    const { machine } = run;
    const args = machine.pop();
    const callable = machine.pop();
    if (!(callable instanceof PyFunction) || !(args instanceof PyTuple)) {
        throw complain(`the pickle calls ${pyType(callable)} with ${pyType(args)}; only a function of the allow-list with a tuple is accepted.`, 'E_CHECKPOINT_FORBIDDEN');
    }
    pushContainer(run, callable.call(args.items, machine.charge));
};
const build = ({ machine }) => {
    const state = machine.pop();
    const target = machine.top();
    if (isBuildable(target))
        target.build(state);
    // Attributes of a dictionary (a state_dict's `_metadata`: version numbers of modules) are not part of its data.
    else if (!(target instanceof PyDict)) {
        throw complain(`the pickle sets the state of a ${pyType(target)}, which has none.`, 'E_CHECKPOINT_FORBIDDEN');
    }
};
const refuse = (what) => () => {
    throw complain(`${what}, which is never done here.`, 'E_CHECKPOINT_FORBIDDEN');
};
/** By the opcode's byte as a Latin-1 character; the comments are the names in Python's `pickletools`. */
const OPCODES = {
    '\x80': ({ cursor }) => {
        const protocol = cursor.uint8(); // PROTO
        if (protocol > HIGHEST_PROTOCOL)
            throw complain(`expected a pickle protocol up to ${HIGHEST_PROTOCOL}, got ${protocol}.`);
    },
    '\x95': ({ cursor }) => cursor.expect(cursor.uint64()), // FRAME: a hint for buffering; the bytes must be there
    // The stack and the memo
    '(': ({ machine }) => machine.mark(), // MARK
    '0': ({ machine }) => machine.discard(), // POP
    '1': ({ machine }) => void machine.popToMark(), // POP_MARK
    '2': ({ machine }) => machine.push(machine.top()), // DUP
    p: (run) => run.machine.remember(memoIndex(run)), // PUT
    q: ({ cursor, machine }) => machine.remember(cursor.uint8()), // BINPUT
    r: ({ cursor, machine }) => machine.remember(cursor.uint32()), // LONG_BINPUT
    '\x94': ({ machine }) => machine.remember(), // MEMOIZE
    g: (run) => run.machine.recall(memoIndex(run)), // GET
    h: ({ cursor, machine }) => machine.recall(cursor.uint8()), // BINGET
    j: ({ cursor, machine }) => machine.recall(cursor.uint32()), // LONG_BINGET
    // Scalars
    N: ({ machine }) => machine.push(null), // NONE
    '\x88': ({ machine }) => machine.push(true), // NEWTRUE
    '\x89': ({ machine }) => machine.push(false), // NEWFALSE
    I: (run) => pushNumberLine(run, parseIntegerLine), // INT
    L: (run) => pushNumberLine(run, parseIntegerLine), // LONG
    J: ({ cursor, machine }) => machine.push(cursor.int32()), // BININT
    K: ({ cursor, machine }) => machine.push(cursor.uint8()), // BININT1
    M: ({ cursor, machine }) => machine.push(cursor.uint16()), // BININT2
    '\x8a': (run) => pushNumber(run, run.cursor.integer(run.cursor.uint8())), // LONG1
    '\x8b': (run) => pushNumber(run, run.cursor.integer(run.cursor.int32())), // LONG4
    F: (run) => pushNumberLine(run, (line) => new PyFloat(parseFloatLine(line))), // FLOAT
    G: (run) => {
        const value = new PyFloat(run.cursor.float64()); // BINFLOAT
        run.machine.charge(FLOAT_BYTES);
        pushNumber(run, value);
    },
    // Text. The 8-bit strings of Python 2 are decoded as UTF-8, as PyTorch does.
    S: (run) => pushLine(run, parseQuotedLine), // STRING
    V: (run) => pushLine(run, parseEscapedLine), // UNICODE
    T: (run) => pushText(run, run.cursor.int32()), // BINSTRING
    U: (run) => pushText(run, run.cursor.uint8()), // SHORT_BINSTRING
    X: (run) => pushText(run, run.cursor.uint32()), // BINUNICODE
    '\x8c': (run) => pushText(run, run.cursor.uint8()), // SHORT_BINUNICODE
    '\x8d': (run) => pushText(run, run.cursor.uint64()), // BINUNICODE8
    B: (run) => pushBytes(run, run.cursor.uint32()), // BINBYTES
    C: (run) => pushBytes(run, run.cursor.uint8()), // SHORT_BINBYTES
    '\x8e': (run) => pushBytes(run, run.cursor.uint64()), // BINBYTES8
    '\x96': (run) => pushBytes(run, run.cursor.uint64()), // BYTEARRAY8
    // Containers
    ')': (run) => pushContainer(run, new PyTuple([])), // EMPTY_TUPLE
    '\x85': (run) => pushTuple(run, 1), // TUPLE1
    '\x86': (run) => pushTuple(run, 2), // TUPLE2
    '\x87': (run) => pushTuple(run, 3), // TUPLE3
    t: (run) => pushContainer(run, new PyTuple(run.machine.popToMark())), // TUPLE
    ']': (run) => pushContainer(run, new PyList([])), // EMPTY_LIST
    l: (run) => pushContainer(run, new PyList(run.machine.popToMark())), // LIST
    a: ({ machine }) => {
        const item = machine.pop(); // APPEND
        appendItems(machine.top(), [item], machine.charge);
    },
    e: ({ machine }) => {
        const items = machine.popToMark(); // APPENDS
        appendItems(machine.top(), items, machine.charge);
    },
    '}': (run) => pushContainer(run, new PyDict()), // EMPTY_DICT
    d: (run) => {
        const dict = new PyDict(); // DICT
        const items = run.machine.popToMark();
        setItems(dict, items, run.machine.charge);
        pushContainer(run, dict);
    },
    s: ({ machine }) => {
        const value = machine.pop(); // SETITEM
        const key = machine.pop();
        setItem(machine.top(), key, value, machine.charge);
    },
    u: ({ machine }) => {
        const items = machine.popToMark(); // SETITEMS
        setItems(machine.top(), items, machine.charge);
    },
    '\x8f': (run) => pushSet(run, []), // EMPTY_SET
    '\x90': ({ machine }) => {
        const items = machine.popToMark(); // ADDITEMS
        addItems(machine.top(), items, machine.charge);
    },
    '\x91': (run) => pushSet(run, run.machine.popToMark()), // FROZENSET
    // Names, calls and storages
    c: (run) => pushGlobal(run, run.cursor.line(), run.cursor.line()), // GLOBAL
    '\x93': (run) => {
        const name = run.machine.pop(); // STACK_GLOBAL
        pushGlobal(run, run.machine.pop(), name);
    },
    R: reduce, // REDUCE
    b: build, // BUILD
    Q: (run) => {
        run.machine.charge(STORAGE_BYTES); // BINPERSID
        run.machine.push(run.loadPersistent(run.machine.pop()));
    },
    P: ({ cursor }) => {
        throw complain(`the pickle refers to ${show(cursor.line())} by text (protocol 0), which PyTorch itself cannot load. Save again with the default protocol.`, 'E_CHECKPOINT_UNSUPPORTED');
    }, // PERSID
    // Everything that would make an instance of a class
    i: ({ cursor }) => {
        const name = `${cursor.line()}.${cursor.line()}`; // INST
        throw complain(`the pickle makes an instance of ${show(name)}, which is never done here.`, 'E_CHECKPOINT_FORBIDDEN');
    },
    o: refuse('the pickle makes an instance of a class (OBJ)'),
    '\x81': refuse('the pickle makes an instance of a class (NEWOBJ)'),
    '\x92': refuse('the pickle makes an instance of a class (NEWOBJ_EX)'),
    '\x82': refuse('the pickle uses the extension registry (EXT1)'),
    '\x83': refuse('the pickle uses the extension registry (EXT2)'),
    '\x84': refuse('the pickle uses the extension registry (EXT4)'),
    '\x97': refuse('the pickle wants a buffer from outside (NEXT_BUFFER)'),
    '\x98': refuse('the pickle wants a buffer from outside (READONLY_BUFFER)'),
};
const pushLine = ({ cursor, machine }, parse) => {
    const line = cursor.line(MAX_STRING_BYTES);
    // Twice: the parsed text lives beside the line for a moment.
    machine.charge(LINE_BYTES + 4 * line.length);
    machine.push(parse(line));
};
const memoIndex = ({ cursor, machine }) => {
    const line = cursor.line();
    machine.charge(LINE_BYTES);
    if (/^\d{1,10}$/.test(line))
        return Number(line);
    throw complain('expected the number of a memo slot.');
};
const BY_CODE = Array.from({ length: 256 }, (_, code) => OPCODES[String.fromCharCode(code)]);
/** Carries out one opcode. */
export const runOpcode = (code, run) => {
    const opcode = BY_CODE[code];
    if (!opcode)
        throw complain(`0x${code.toString(16).padStart(2, '0')} is not a pickle opcode.`);
    opcode(run);
};
