/** A shape as alternating groups; axes of size 1 are in none. */
export const axisGroups = (shape, axes) => {
    const groups = [];
    for (const [axis, size] of shape.entries()) {
        if (size === 1)
            continue;
        const reduced = axes.includes(axis);
        const last = groups.at(-1);
        if (last?.reduced === reduced)
            last.size *= size;
        else
            groups.push({ size, reduced });
    }
    return groups;
};
