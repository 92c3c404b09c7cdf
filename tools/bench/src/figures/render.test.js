import { expect, it } from 'vitest';
import { renderReadme } from './render';
const MACHINE = {
    cpu: 'AMD EPYC',
    instructions: 'AVX2',
    wasm: 'SIMD',
    cores: 2,
    memoryBytes: 8 * 2 ** 30,
    system: 'linux 6',
    node: 'v20.20.2',
    load: 0,
};
const FIGURES = {
    machine: MACHINE,
    versions: { PyTorch: '1.13.1' },
    quick: false,
    sections: {
        ops: [
            {
                name: 'matching',
                entries: [
                    { contender: 'srkit', seconds: [2, 1, 30], peakBytes: 3e8 },
                    { contender: 'PyTorch', seconds: [5], peakBytes: 1e9 },
                ],
            },
            { name: 'alone', entries: [{ contender: 'srkit', seconds: [0.5], peakBytes: 1e8 }] },
        ],
    },
};
const marked = (name, between = 'old') => `before\n<!-- figures: ${name} -->\n${between}\n<!-- /figures -->\nafter`;
it('puts medians, both absolute times and the ratio to srkit between the marks, and says what they were measured on', () => {
    const text = renderReadme(marked('ops'), [FIGURES]);
    expect(text).toContain('| matching | 2.00 s, 300 MB | 5.00 s (2.50), 1000 MB |');
    expect(text).toContain('| alone | 0.500 s, 100 MB | - |');
    expect(text).toMatch(/AMD EPYC, 2 cores, AVX2.*v20\.20\.2 \(WebAssembly SIMD\), PyTorch 1\.13\.1/);
    expect(text).toMatch(/^before\n/);
    expect(text).toMatch(/\nafter$/);
    expect(text).not.toContain('old');
    expect(renderReadme(text, [FIGURES])).toBe(text);
});
it('keeps what was not measured, has a table for each run, and refuses names that it does not know', () => {
    expect(renderReadme(marked('degrade'), [FIGURES])).toBe(marked('degrade'));
    const twice = renderReadme(marked('ops'), [
        FIGURES,
        { ...FIGURES, machine: { ...MACHINE, node: 'v24.1.0' } },
    ]);
    expect(twice.match(/\| matching/g)).toHaveLength(2);
    expect(() => renderReadme(marked('speed'), [FIGURES])).toThrow(/'speed'/);
});
