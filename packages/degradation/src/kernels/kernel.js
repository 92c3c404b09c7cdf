/** Divides the weights by their sum. */
export const normalised = (size, values) => {
    let sum = 0;
    for (const value of values)
        sum += value;
    return { size, values: values.map((value) => value / sum) };
};
