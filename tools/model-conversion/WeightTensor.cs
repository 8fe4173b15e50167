namespace Iris.ModelConversion;

/// <summary>Weights of a network.</summary>
/// <param name="Shape">The length of each dimension.</param>
/// <param name="Elements">The weights, those of the last dimension side by side.</param>
internal sealed record WeightTensor(int[] Shape, float[] Elements)
{
    /// <summary>The same weights with the dimensions in another order.</summary>
    /// <param name="order">For each dimension of the result, which one it was.</param>
    public WeightTensor Transpose(params int[] order)
    {
        int[] shape = [.. order.Select(dimension => Shape[dimension])];
        int[] steps = [.. order.Select(dimension => Shape.Skip(dimension + 1).Aggregate(1, (product, length) => product * length))];
        var elements = new float[Elements.Length];
        int[] at = new int[shape.Length];
        int from = 0;
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = Elements[from];

            // Counts up: the last dimension first, and where one is through, the one before it.
            for (int dimension = shape.Length - 1; dimension >= 0; dimension--)
            {
                from += steps[dimension];
                if (++at[dimension] < shape[dimension])
                {
                    break;
                }

                from -= steps[dimension] * shape[dimension];
                at[dimension] = 0;
            }
        }

        return new(shape, elements);
    }

    /// <summary>One weight for each channel, shaped so that it is used for all of the channel's plane.</summary>
    /// <exception cref="ConversionException">They differ within a plane.</exception>
    public WeightTensor ForEachChannel() => Shape[^1] == Elements.Length
        ? new([Elements.Length, 1, 1], Elements)
        : throw new ConversionException("Slopes that differ within a channel are not converted.");
}
